mod features;
mod usage;
