def post_init_hook(env):
    """Give the demo plant, where it was loaded, its history up to this day.

    A hook and no demo file: the history is written in every installed language, and
    the translations of the plant are loaded after its demo files.
    """
    if env.ref("double_prevention.unit_plant", raise_if_not_found=False):
        from .demo import plant  # only where there is a demo plant

        plant.load(env)
