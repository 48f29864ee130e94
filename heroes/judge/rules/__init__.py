"""Why an answer is wrong: small rules that are asked after a difference is found."""
