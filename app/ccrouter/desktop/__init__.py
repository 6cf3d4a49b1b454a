"""The tray application: windows over ``control``. The only room that knows Qt; nothing below may import it."""
