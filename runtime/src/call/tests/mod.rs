mod attempt;
mod trial;
