"""How well does an agent solve tasks with known answers?"""
