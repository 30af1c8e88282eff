"""Write the variables of a room down, and make them again in another one."""
