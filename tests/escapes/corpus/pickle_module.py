# expect: raises
import pickle
