"""Where does a model come from when there is no key?"""
