from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("metrics", "0002_daily_metric_from_correction"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="dailymetric",
            options={"verbose_name": "daily number", "verbose_name_plural": "daily numbers"},
        ),
    ]
