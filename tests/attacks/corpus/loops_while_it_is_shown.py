"""Never ends to describe itself: exceptions and objects that loop once they are shown.

Catalogue: 86, 73
Question: p4_planar_flow
Comes to: h_fn TIMED_OUT, h_prime_fn TIMED_OUT, base_density FAILED/ERRORED/TIMED_OUT
Seconds: 10
Not stopped by: nothing
"""


def forever(self, *args):
    while True:
        pass


class Endless(Exception):
    __str__ = __repr__ = forever


class Meta(type):
    __name__ = property(forever)
    __repr__ = forever


class Nameless(Exception, metaclass=Meta):
    pass


class Shy:
    __repr__ = __str__ = __eq__ = __len__ = __iter__ = __array__ = forever
    __hash__ = None


def h(a):
    raise Endless


def h_prime(a):
    raise Nameless


def q0(z):
    return Shy()
