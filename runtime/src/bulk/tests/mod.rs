mod identity;
mod lines;
