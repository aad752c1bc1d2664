mod budget;
mod circuit;
mod delay;
mod duration_text;
mod lanes;
mod leases;
mod pacer;
mod timestamp;
