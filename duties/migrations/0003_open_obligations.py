from django.db import migrations, models

OPEN = models.Q(("exempt", ""), ("met_on", None))


class Migration(migrations.Migration):
    dependencies = [
        ("duties", "0002_feed"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="obligation", name="obligation_open"),
        migrations.AddIndex(
            model_name="obligation",
            index=models.Index(condition=OPEN, fields=["due", "rule"], name="obligation_open"),
        ),
        migrations.AddIndex(
            model_name="obligation",
            index=models.Index(condition=OPEN, fields=["unit_path", "due"], name="obligation_open_in_unit"),
        ),
    ]
