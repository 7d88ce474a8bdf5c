
mod evaluate;
mod read;
