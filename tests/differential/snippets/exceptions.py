# try, except, else, finally, raise.
# --- order of the clauses
def f(x):
    out = []
    try:
        out.append("try")
        1 / x
    except ZeroDivisionError:
        out.append("except")
    else:
        out.append("else")
    finally:
        out.append("finally")
    return out
f(0), f(1)
# --- several types
def f(g):
    try:
        g()
    except (KeyError, IndexError) as e:
        return f"lookup {e}"
    except ValueError as e:
        return f"value {e}"
f(lambda: {}["k"]), f(lambda: [][0]), f(lambda: int("x"))
# --- subclass is caught by its base
try:
    {}["x"]
except LookupError as e:
    r = type(e).__name__
r
# --- first that fits
try:
    raise FileNotFoundError("f")
except OSError: r = "os"
except FileNotFoundError: r = "missing"
r
# --- not caught
try:
    raise ValueError("v")
except KeyError: pass
# --- bare
try:
    undefined_name
except:
    r = "caught"
r
# --- bare with finally and return
def f():
    try:
        return 1 / 0
    except:
        return "e"
    finally:
        print("f")
f()
# --- else runs only without an error
try:
    x = 1
except ValueError: r = "e"
else: r = "else"
r
# --- error in else is not caught
try:
    pass
except ValueError: r = 1
else: raise ValueError("from else")
# --- finally after an error
try:
    1 / 0
finally:
    print("cleanup")
# --- finally overrides return
def f():
    try:
        return 1
    finally:
        return 2
f()
# --- finally swallows by return
def f():
    try:
        raise ValueError
    finally:
        return "swallowed"
f()
# --- continue and break in finally
out = []
for i in range(3):
    try:
        if i == 1: continue
        out.append(i)
    finally:
        out.append("f")
out
# --- raise again
def f():
    try:
        int("x")
    except ValueError:
        raise
f()
# --- raise without an active error
raise
# --- raise a class
raise ValueError
# --- raise an instance
raise ValueError("bad value", 3)
# --- raise no exception
raise 5
# --- raise a string
raise "oops"
# --- raise from
try:
    try:
        int("x")
    except ValueError as e:
        raise RuntimeError("outer") from e
except RuntimeError as e:
    r = str(e), type(e.__cause__).__name__, str(e.__cause__)
r
# --- raise from None
try:
    try: 1 / 0
    except ZeroDivisionError: raise KeyError("k") from None
except KeyError as e:
    r = e.__cause__
r is None
# --- raise from a wrong thing
raise ValueError("a") from 5
# --- own exception
class MyError(Exception): pass
raise MyError("mine")
# --- own exception with attributes
class HttpError(Exception):
    def __init__(self, status, text=""):
        self.status = status
        super().__init__(f"{status}: {text}")
try:
    raise HttpError(404, "gone")
except HttpError as e:
    r = e.status, str(e), e.args
r
# --- args
try:
    raise ValueError("a", 1)
except ValueError as e:
    r = e.args, str(e), repr(e)
r
# --- name is unbound afterwards
try:
    raise ValueError
except ValueError as gone: pass
"gone" in dir()
# --- nested
def f():
    try:
        try:
            1 / 0
        except KeyError:
            return "wrong"
        finally:
            print("inner finally")
    except ZeroDivisionError:
        return "outer"
f()
# --- error in except
try:
    1 / 0
except ZeroDivisionError:
    {}["missing"]
# --- error in finally
try:
    1 / 0
finally:
    [][3]
# --- except expression
kinds = {"a": ValueError}
try:
    raise ValueError("v")
except kinds["a"] as e: r = str(e)
r
# --- except something that is no exception
try:
    1 / 0
except 5: pass
# --- except a string in a tuple
try:
    1 / 0
except (ValueError, "x"): pass
# --- add_note
try:
    e = ValueError("v")
    e.add_note("hint")
    raise e
except ValueError as e: r = e.__notes__
r
# --- with_traceback is harmless
try:
    raise ValueError("v").with_traceback(None)
except ValueError as e: r = str(e)
r
# --- stop iteration
next(iter([]))
# --- generator exit order
def g():
    try:
        yield 1
    finally: print("done")
for _ in g(): break
# --- loop retry
attempts = 0
while True:
    try:
        attempts += 1
        if attempts < 3: raise ConnectionError("again")
        break
    except ConnectionError: continue
attempts
# --- error hierarchy
issubclass(KeyError, LookupError), issubclass(ZeroDivisionError, ArithmeticError), issubclass(FileNotFoundError, OSError), issubclass(UnicodeError, ValueError)
# --- OSError parts
try:
    raise OSError(2, "No such file", "f.txt")
except OSError as e: r = e.errno, e.strerror, e.filename, str(e)
r
# --- KeyError text
try:
    {}["some key"]
except KeyError as e: r = str(e), e.args[0]
r
# --- UnicodeDecodeError
b"\xff".decode("utf-8")
# --- UnicodeEncodeError
"é".encode("ascii")
# --- StopIteration value
def g():
    return 7
    yield
try:
    next(g())
except StopIteration as e: r = e.value
r
# --- exception group is an exception
# needs: except*
try:
    raise ExceptionGroup("g", [ValueError(1)])
except Exception as e: r = len(e.exceptions)
r
# --- caught in a comprehension helper
def safe(f, x):
    try: return f(x)
    except ValueError: return None
[safe(int, s) for s in ("1", "x", "3")]
# --- try in a loop with else
for s in ("a", "1"):
    try:
        n = int(s)
    except ValueError as e:
        print("bad:", e)
    else:
        print("good", n)
        break
else:
    print("none")
# --- return in try, except, finally all
def f(x):
    try:
        if x: raise ValueError
        return "try"
    except ValueError:
        return "except"
    finally:
        print("fin", x)
f(0), f(1)
# --- exception equality and hash
e = ValueError("a")
e == ValueError("a"), e == e, len({e, e})
# --- raise in a lambda helper
def fail(e): raise e
(lambda: fail(KeyError("k")))()
# --- assertion
assert 1 == 2, "math broke"
# --- assertion without a message
assert []
# --- assertion holds
assert True, "never"
"ok"
# --- assertion message is evaluated late
def boom(): raise KeyError
assert True, boom()
"fine"
# --- assert a tuple is true
assert (1,), "x"
# --- warning classes
issubclass(UserWarning, Warning), issubclass(DeprecationWarning, Warning)
# --- recursion is caught
def f(): return f()
try:
    f()
except RecursionError: r = "deep"
r
# --- overflow
import math
math.exp(10000)
# --- memory of a huge list
try:
    [0] * (10 ** 15)
except (MemoryError, OverflowError): r = "too big"
r
# --- everything, by name
try:
    1 / 0
except BaseException as error:
    r = type(error).__name__
r
# --- everything, in a tuple
def f():
    try:
        raise KeyError("k")
    except (ValueError, BaseException) as error:
        return repr(error)
f()
# --- everything, in a try within a star
def f():
    try:
        try:
            raise OSError("o")
        except BaseException as error:
            raise ExceptionGroup("g", [error, ValueError(1)])
    except* OSError as group:
        return_ = [repr(one) for one in group.exceptions]
    except* ValueError:
        pass
    return return_
f()
