from django.db import migrations

import healthdash.lib.fields

COLUMNS = (("annotation", "text"), ("workout", "title"), ("worksession", "title"), ("worksession", "description"))


class Migration(migrations.Migration):
    """The columns stay as they are: only what reads them is another."""

    dependencies = [
        ("metrics", "0008_words_that_cannot_be_read"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name=model,
                    name=name,
                    field=healthdash.lib.fields.WordsField(blank=True, default=""),
                )
                for model, name in COLUMNS
            ],
        ),
    ]
