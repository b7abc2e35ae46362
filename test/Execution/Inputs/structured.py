"""Writes functions of linalg ops on f32 tensors, one method call per op."""

from harness import Case, dense


class Scalars:
    """The body of one op: scalar ops by name, numbers by value."""

    def __init__(self, names):
        self.names, self.lines = names, []

    def __call__(self, op, *operands):
        operands = [self.number(o) if isinstance(o, float) else o for o in operands]
        name = self.names()
        self.lines.append(f"{name} = {op} {', '.join(operands)} : f32")
        return name

    def number(self, value):
        name = self.names()
        self.lines.append(f"{name} = arith.constant {value!r} : f32")
        return name


def is_dynamic(size):
    """"?" is the size of the batch, "?5" is five times as much."""
    return isinstance(size, str)


class Tensor:
    def __init__(self, name, shape):
        self.name, self.shape = name, tuple(shape)
        self.kind = "tensor<" + "".join(f"{'?' if is_dynamic(d) else d}x" for d in shape) + "f32>"


class Function:
    """One function; its first argument has the size of the batch, if any."""

    def __init__(self, name, *arguments):
        self.name, self.lines, self.count = name, [], 0
        self.arguments = [Tensor(f"%x{i}", shape) for i, shape in enumerate(arguments)]
        for dim, size in enumerate(arguments[0]):
            if size == "?":
                self.lines += [f"%k{dim} = arith.constant {dim} : index",
                               f"%size = tensor.dim %x0, %k{dim} : {self.arguments[0].kind}"]

    def fresh(self):
        self.count += 1
        return f"%v{self.count}"

    def add(self, text, shape):
        result = Tensor(self.fresh(), shape)
        self.lines.append(f"{result.name} = {text}".replace("KIND", result.kind))
        return result

    def constant(self, array):
        return self.add(f"arith.constant {dense(array)}", array.shape)

    def sizes(self, shape):
        """What sizes a tensor of this shape: numbers, and values."""
        result = []
        for size in shape:
            if not is_dynamic(size):
                result.append(str(size))
                continue
            times, name = self.fresh(), self.fresh()
            self.lines += [f"{times} = arith.constant {size[1:] or 1} : index",
                           f"{name} = arith.muli %size, {times} : index"]
            result.append(name)
        return result

    def empty(self, shape):
        dynamic = [size for size in self.sizes(shape) if size[0] == "%"]
        return self.add(f"tensor.empty({', '.join(dynamic)}) : KIND", shape)

    def filled(self, shape, number):
        scalar = self.fresh()
        self.lines.append(f"{scalar} = arith.constant {number} : f32")
        empty = self.empty(shape)
        return self.add(f"linalg.fill ins({scalar} : f32) outs({empty.name} : KIND) -> KIND", shape)

    def generic(self, inputs, loops, body, reduced=(), start=None):
        """An op over `loops`, the sizes; inputs are tensors or (tensor, dims),
        dims being the loops that index it. With `reduced` loops, the body gets
        the accumulator last, which starts at `start`."""
        inputs = [i if isinstance(i, tuple) else (i, range(len(loops))) for i in inputs]
        kept = [d for d in range(len(loops)) if d not in reduced]
        shape = [loops[d] for d in kept]
        init = self.empty(shape) if start is None else self.filled(shape, start)
        names = ", ".join(f"d{d}" for d in range(len(loops)))
        maps = ", ".join(f"affine_map<({names}) -> ({', '.join(m if isinstance(m, str) else f'd{m}' for m in dims)})>"
                         for _, dims in inputs + [(init, kept)])
        kinds = ", ".join('"reduction"' if d in reduced else '"parallel"' for d in range(len(loops)))
        scalars = Scalars(self.fresh)
        arguments = [self.fresh() for _ in range(len(inputs) + 1)]
        result = body(scalars, *(arguments if reduced else arguments[:-1]))
        block = ", ".join(f"{a}: f32" for a in arguments)
        text = "\n    ".join(scalars.lines + [f"linalg.yield {result} : f32"])
        return self.add(
            f"linalg.generic {{indexing_maps = [{maps}], iterator_types = [{kinds}]}}\n"
            f"    ins({', '.join(t.name for t, _ in inputs)} : {', '.join(t.kind for t, _ in inputs)})"
            f" outs({init.name} : KIND) {{\n  ^bb0({block}):\n    {text}\n  }} -> KIND", shape)

    def named(self, op, *inputs, start=None, shape=None, attributes=""):
        shape = shape or inputs[0].shape
        init = self.empty(shape) if start is None else self.filled(shape, start)
        return self.add(f"linalg.{op} {attributes} ins({', '.join(t.name for t in inputs)} : "
                        f"{', '.join(t.kind for t in inputs)}) outs({init.name} : KIND) -> KIND", shape)

    def broadcast(self, value, shape, dims):
        init = self.empty(shape)
        return self.add(f"linalg.broadcast ins({value.name} : {value.kind}) outs({init.name} : KIND) "
                        f"dimensions = {list(dims)}", shape)

    def expand(self, value, groups, shape):
        sizes = ", ".join(self.sizes(shape))
        return self.add(f"tensor.expand_shape {value.name} {groups} output_shape [{sizes}] : {value.kind} into KIND", shape)

    def collapse(self, value, groups, shape):
        return self.add(f"tensor.collapse_shape {value.name} {groups} : {value.kind} into KIND", shape)

    def case(self, result, *inputs):
        arguments = ", ".join(f"{a.name}: {a.kind}" for a in self.arguments)
        lines = "\n  ".join(self.lines + [f"return {result.name} : {result.kind}"])
        text = f"func.func @{self.name}({arguments}) -> {result.kind} {{\n  {lines}\n}}"
        return Case(self.name, text, inputs, [result.kind])
