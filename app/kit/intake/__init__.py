"""Files from outside: what they really are, and a clean copy that carries nothing but what people see."""
