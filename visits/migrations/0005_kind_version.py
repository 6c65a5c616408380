from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("visits", "0004_matter_sealed"),
    ]

    operations = [
        migrations.AddField(
            model_name="visitkind",
            name="version",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
    ]
