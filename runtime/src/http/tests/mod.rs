mod echo;
mod endpoint;
