"""The response to a fraud: stop-payments, freezes and refunds, with their clocks."""
