mod budget;
mod circuit;
mod delay;
mod duration_text;
mod invariants;
mod lanes;
mod pacer;
mod timestamp;
