"""Arrays from the .npy, .npz and .safetensors files that a field names.

Whatever is not plain finite numbers of a bearable size is refused.
"""

from __future__ import annotations

import os
from typing import IO, TYPE_CHECKING, Any

import numpy as np

from attncli import npy
from attncli.reading.tensor_checks import TensorFile, TensorFileError, check_size, check_type, choose
from attncli.reading.tree import under
from attncli.reading.values import pairs_of, text_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from attncli.reading.text import Faults
    from attncli.reading.tree import Pairs

ENDINGS = (".npy", ".npz", ".safetensors")


def array_in_file(
    node: Pairs, path: str, ndim: tuple[int, ...], faults: Faults
) -> NDArray[np.float64] | None:
    """The array that ``{file: …, array: …}`` names, as float64 with one of these numbers of axes.

    Faults: E101, E102, E115, E119, E203, E204, E306, E312, E4xx.
    """
    before = len(faults.found)
    fields = pairs_of(node, path, ("file", "array"), faults)
    if fields is None or "file" not in fields:
        if len(faults.found) == before:
            what = f"`{path}` names no file, where `file` is expected"
            help = "write `{file: big.npz, array: x}`, or the numbers themselves"
            faults.add("E306", what, node, path, help)
        return None
    name = text_of(fields["file"], under(path, "file"), faults)
    array = text_of(fields["array"], under(path, "array"), faults) if "array" in fields else None
    if name is None or (array is None and "array" in fields):
        return None
    try:
        file = file_beside(name, faults)
        return finite(array_of_shape(load(file, array), file, ndim, path), file)
    except TensorFileError as refused:
        part = "array" if refused.at_array and "array" in fields else "file"
        faults.add(refused.code, refused.what, fields[part], under(path, part), refused.help)
        return None


def file_beside(name: str, faults: Faults) -> TensorFile:
    """The file of this name inside the folder of the one that is read, even once links are followed.

    Raises: TensorFileError E101 no such file, E102 no file at all, E401 not inside the folder.
    """
    folder, kind = faults.text.folder, faults.text.kind
    if folder is None:
        what = f"`{name}` cannot be found: this {kind.noun} stands in no folder"
        raise TensorFileError("E401", what, f"load the {kind.noun} from a file")
    beside = f"copy the file beside the {kind.noun} and give its name alone"
    if os.path.isabs(name) or name.startswith(("/", "\\")) or name[1:2] == ":":
        what = f"`{name}` is an absolute path, where one inside the {kind.noun}'s folder is expected"
        raise TensorFileError("E401", what, beside)
    home = ""
    try:
        home = os.path.realpath(folder)  # of the current folder there is no path where somebody deleted it
        full = os.path.realpath(os.path.join(home, name))
        if os.path.commonpath([home, full]) != home:
            raise TensorFileError("E401", f"`{name}` leads out of the {kind.noun}'s folder", beside)
        found = os.path.lexists(full)
    except (ValueError, OSError):
        found = False
    if not found:
        from attncli.spelling import did_you_mean

        there = sorted(os.listdir(home)) if os.path.isdir(home) else []
        near = [file for file in there if file.endswith(ENDINGS)]
        help = did_you_mean(name, near, "check the path, which is relative to that folder")
        raise TensorFileError("E101", f"there is no file `{name}` in the {kind.noun}'s folder", help)
    if not os.path.isfile(full):
        what = f"`{name}` is not a file that can be read"
        raise TensorFileError("E102", what, "name a .npy, .npz or .safetensors file")
    return TensorFile(name, full, kind)


def load(file: TensorFile, array: str | None) -> NDArray[Any]:
    """The array of this name, or the only one, as the type it has in the file.

    Raises: TensorFileError E102 unreadable, E402 another kind of file, E403 to E407, E409, E410, E430.
    """
    ending = os.path.splitext(file.name)[1].lower()
    try:
        match ending:
            case ".npy":
                return load_npy(file, array)
            case ".npz":
                return load_npz(file, array)
            case ".safetensors":
                from attncli.reading.safetensors_file import load_safetensors

                return load_safetensors(file, array)
    except PermissionError:
        what = f"`{file.name}` cannot be read: permission denied"
        raise TensorFileError("E102", what, "check the file's permissions") from None
    except npy.DamagedError as error:
        what = f"`{file.name}` is damaged or not {error.wanted}"
        raise TensorFileError("E403", what, "save it again, with `numpy.savez` or `numpy.save`") from None
    except npy.UnknownTypeError as error:
        what = f"`{file.name}` holds numbers of type `{error.dtype}`, which numpy does not know"
        help = "convert them before saving: `array.astype('float32')`"
        raise TensorFileError("E407", what, help) from None
    except npy.PickledError:
        what = f"`{file.name}` holds pickled Python objects, which are never loaded: they can run code"
        raise TensorFileError("E406", what, "save plain numbers: `array.astype(float)`") from None
    what = f"`{file.name}` does not end in .npy, .npz or .safetensors, the files that are read"
    raise TensorFileError("E402", what, "save the array with `numpy.save`, as a .npy file")


def load_npy(file: TensorFile, array: str | None) -> NDArray[Any]:
    """The array of an .npy file, which has no name.

    Raises: TensorFileError E404 a name is given, E407, E409; those of npy.
    """
    if array is not None:
        what = f"`{file.name}` holds a single array without a name, not `{array}`"
        raise TensorFileError("E404", what, "take `array` out", at_array=True)
    with open(file.path, "rb") as stream:
        return real_array(stream, file)


def load_npz(file: TensorFile, array: str | None) -> NDArray[Any]:
    """The array of this name in an .npz file, or the only one.

    Raises: TensorFileError E404, E405, E407, E409; those of npy.
    """
    with npy.archive(file.path) as members:
        there = members.namelist()
        names = [member.removesuffix(".npy") for member in there]
        with members.open(there[names.index(choose(array, names, file))]) as stream:
            return real_array(stream, file)


def real_array(stream: IO[bytes], file: TensorFile) -> NDArray[Any]:
    """The array in this stream, once its header has said that it holds real numbers, and not too many.

    Raises: TensorFileError E407, E409, E430; those of npy.
    """
    header = npy.read_header(stream)
    if (raw := npy.unnamed(header.dtype)) is not None:
        held, help = raw
        raise TensorFileError("E407", f"`{file.name}` holds {held}, where real numbers are expected", help)
    check_type(header.dtype.kind, str(header.dtype), file)
    if min(header.shape, default=0) < 0:
        raise npy.damaged_array()
    check_size(header.shape, file)
    return npy.read_array(stream)


def array_of_shape(array: NDArray[Any], file: TensorFile, ndim: tuple[int, ...], path: str) -> NDArray[Any]:
    """The array, if it has one of these numbers of axes and is not empty.

    Raises: TensorFileError E203, E204.
    """
    shape = " × ".join(map(str, array.shape))
    if array.ndim not in ndim:
        short = {0: "a single number without axes", 1: "1 axis"}
        found = short.get(array.ndim, f"{array.ndim} axes ({shape})")
        wanted = " or ".join(map(str, ndim))
        what = f"the array in `{file.name}` has {found}, where `{path}` takes {wanted}"
        help = f"save it with {wanted} axes: `array.reshape(…)`"
        if ndim == (1,):
            help = "save it as one row of numbers: `array.ravel()`"
        raise TensorFileError("E204", what, help)
    if not array.size:
        what = f"the array in `{file.name}` is empty ({shape})"
        raise TensorFileError("E203", what, "save an array that holds numbers")
    return array


def finite(array: NDArray[Any], file: TensorFile) -> NDArray[np.float64]:
    """The array as float64, C-contiguous. Raises: TensorFileError E408 if a number is not finite."""
    with np.errstate(over="ignore", invalid="ignore"):
        numbers = np.ascontiguousarray(array, dtype=np.float64)
    if not np.isfinite(numbers).all():
        first = tuple(int(i) for i in np.argwhere(~np.isfinite(numbers))[0])
        cell = ", ".join(str(i + 1) for i in first)
        where = f"at [{cell}], where every number must be finite"
        what = f"the array in `{file.name}` holds {numbers[first]} {where}"
        help = "; ".join(filter(None, ("replace it before saving", file.named_in.instead)))
        raise TensorFileError("E408", what, help)
    return numbers
