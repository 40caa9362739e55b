"""What a run made and from what: manifest, crate, differences, explanations."""
