//! Examples live in the folders beside this one, a folder a level.
