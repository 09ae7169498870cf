"""Names in the form in which they are searched, for those that are there already."""

from typing import Any

from django.db import migrations, models

from foundation.texts import fold


def fill(apps: Any, _editor: Any) -> None:
    people = apps.get_model("hearings", "Participant").objects
    for row in people.only("pk", "name").iterator():
        people.filter(pk=row.pk).update(search_name=fold(row.name))


class Migration(migrations.Migration):
    dependencies = [("hearings", "0002_participant_external_per_case")]
    operations = [
        migrations.AddField(
            "participant",
            "search_name",
            models.CharField(db_default="", default="", editable=False, max_length=600),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
