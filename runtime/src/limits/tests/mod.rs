mod delay;
mod duration_text;
mod timestamp;
