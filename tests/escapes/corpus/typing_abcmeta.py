# expect: raises
import typing
reached(typing.ABCMeta)
