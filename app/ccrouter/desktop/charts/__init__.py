"""Charts over time, a heat map and ranked bars. ``chart`` brings pyqtgraph and numpy: load it when a chart opens."""
