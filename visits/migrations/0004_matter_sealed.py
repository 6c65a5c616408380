from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("visits", "0003_rota_order"),
    ]

    operations = [
        migrations.AddField(
            model_name="matter",
            name="sealed",
            field=models.BooleanField(default=False, editable=False, verbose_name="已封存"),
        ),
    ]
