mod delay;
mod duration_text;
