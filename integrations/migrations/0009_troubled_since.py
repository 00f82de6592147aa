from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("integrations", "0008_events_without_a_lock"),
    ]

    operations = [
        migrations.AddField(
            model_name="streamstate",
            name="troubled_since",
            field=models.DateTimeField(null=True),
        ),
    ]
