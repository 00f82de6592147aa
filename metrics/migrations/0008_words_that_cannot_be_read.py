from django.db import migrations

import healthdash.lib.fields


class Migration(migrations.Migration):
    """The columns stay as they are: only what reads them is another."""

    dependencies = [
        ("metrics", "0007_spans_of_days"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="correction",
                    name="reason",
                    field=healthdash.lib.fields.WordsField(blank=True, default=""),
                ),
                migrations.AlterField(
                    model_name="financeentry",
                    name="note",
                    field=healthdash.lib.fields.WordsField(blank=True, default=""),
                ),
            ],
        ),
    ]
