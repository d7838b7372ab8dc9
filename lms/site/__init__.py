"""What the office decides about its own site: names, help line, signer, number pattern."""
