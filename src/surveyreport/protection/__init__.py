"""What a provider's report may show: counts with noise, chosen by how many answered alone."""
