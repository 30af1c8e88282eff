"""Write down what an action does before and after it does it, so that nothing is done twice."""
