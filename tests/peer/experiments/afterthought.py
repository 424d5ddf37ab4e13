"""A control that changes an activity after its execution."""


def after_activity_control(context, state):
    context["provider"]["arguments"]["value"] = "changed within"
    context["name"] = "changed"
