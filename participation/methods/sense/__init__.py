"""Making sense of many short texts without a language model: which category fits, do two coders agree, which texts say nearly the same."""
