from django.db import migrations

import healthdash.lib.fields


class Migration(migrations.Migration):
    """The column stays as it is: only what reads it is another."""

    dependencies = [
        ("integrations", "0005_webhooks"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="rejectedrecord", name="payload", field=healthdash.lib.fields.WordsField()
                ),
            ],
        ),
    ]
