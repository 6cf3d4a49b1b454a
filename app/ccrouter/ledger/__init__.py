"""What happened and what it cost: rows, rollups, budgets and live figures. The one room that knows SQL."""
