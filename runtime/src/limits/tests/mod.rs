mod budget;
mod circuit;
mod delay;
mod duration_text;
mod lanes;
mod pacer;
mod timestamp;
