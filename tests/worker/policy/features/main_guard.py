if __name__ == "__main__":
    r = "main"
r
