"""What tokens cost: the user's own prices, the provider's bill, the price book; unknown stays unknown."""
