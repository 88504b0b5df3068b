"""bytes → articles: every wire this service reads, one module each, and what all wires have in common.

Flows in: an `Envelope`, one message as received. Flows out: `Article`s and `WireError`s, in the message's order.
"""
