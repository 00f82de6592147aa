from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("metrics", "0009_events_whose_words_cannot_be_read"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="financeentry",
            index=models.Index(
                fields=["user", "withdrawn", "currency", "category", "account"], name="finance_entry_labels"
            ),
        ),
    ]
