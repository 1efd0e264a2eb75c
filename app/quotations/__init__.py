"""What providers sell: price books, quotations made from a firm's roadmap, and what has to be said about both."""
