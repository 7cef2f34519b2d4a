#!/usr/bin/env python3
"""Writes the array files of this folder and arrays.json, which says what numpy
itself reads back from each. Run in this folder: python3 make_arrays.py

Written with numpy 1.24.2 and Python 3.11. The .safetensors files are put
together from the format's description; the safetensors package was not used.
"""
import io, json, math, struct, zipfile
import numpy as np

rng = np.random.default_rng(20260401)
truth = {}


def values(a):
    a = np.asarray(a).astype(np.float32)
    return [("nan" if math.isnan(v) else "inf" if v == math.inf else "-inf" if v == -math.inf else float(v))
            for v in a.ravel(order="C")]


def note(name, arrays, **more):
    """arrays: {id: 2-D array}, in the order of the file."""
    truth[name] = dict(tracks=[dict(id=k, windows=int(np.atleast_2d(v).shape[0]), dim=int(np.atleast_2d(v).shape[1]),
                                    values=values(v)) for k, v in arrays.items()], **more)


def save(name, a, ids=None, **more):
    np.save(name, a)
    back = np.load(name)
    stem = name[:-4]
    arrays = {f"{stem}#{i}": x for i, x in enumerate(back)} if back.ndim == 3 else {stem: back}
    note(name, arrays, dtype=str(back.dtype.newbyteorder("=")), **more)


def put(name, data):
    with open(name, "wb") as f:
        f.write(data)


base = rng.standard_normal((4, 5))
for dtype in ("<f2", ">f2", "<f4", ">f4", "<f8", ">f8"):
    tag = ("le_" if dtype[0] == "<" else "be_") + dtype[1:]
    save(f"c_{tag}.npy", base.astype(dtype), byteorder="little" if dtype[0] == "<" else "big", memory="C")
    save(f"fortran_{tag}.npy", np.asfortranarray(base.astype(dtype)), byteorder="little" if dtype[0] == "<" else "big", memory="Fortran")
cube = rng.standard_normal((3, 2, 4)).astype("<f4")
save("cube_c.npy", cube)
save("cube_fortran.npy", np.asfortranarray(cube))
save("cube_fortran_be_f2.npy", np.asfortranarray(cube.astype(">f2")))
save("cube_f8.npy", cube.astype("<f8"))
save("one_window.npy", base[0].astype("<f4"))
save("one_row_fortran.npy", np.asfortranarray(base[:1].astype("<f4")))
save("no_windows.npy", np.zeros((0, 5), "<f4"))
every_half = np.arange(65536, dtype=np.uint16).view("<f2")
picked = every_half[np.r_[0:8, 1020:1028, 15358:15364, 31740:31748, 32768:32772, 33791:33794, 64508:64516]]
save("half_corners.npy", picked)
save("special.npy", np.array([[0, 0, 0], [np.nan, 1, 2], [np.inf, -np.inf, 0], [3, 4, 0], [3, 4, 0], [1e300, 0, 0]], "<f8"))
for version in ((1, 0), (2, 0), (3, 0)):
    name = f"version{version[0]}.npy"
    with open(name, "wb") as f:
        np.lib.format.write_array(f, base[:2].astype("<f4"), version=version)
    note(name, {name[:-4]: np.load(name)})

# Files that numpy writes and that hold no windows of floating-point numbers.
np.save("bad_scalar.npy", np.float32(3))
np.save("bad_4d.npy", np.zeros((2, 2, 2, 2), "<f4"))
np.save("bad_no_values.npy", np.zeros((3, 0), "<f4"))
np.save("bad_empty_cube.npy", np.zeros((3, 0, 4), "<f4"))
np.save("bad_object.npy", np.array([[1.0, None]], dtype=object), allow_pickle=True)
np.save("bad_struct.npy", np.zeros(3, dtype=[("a", "<f4"), ("b", "<i4")]))
np.save("bad_int.npy", np.arange(6, dtype="<i4").reshape(2, 3))
np.save("bad_complex.npy", np.zeros((2, 2), "<c8"))
np.save("bad_text.npy", np.array(["a", "b"]))
with open("bad_two_arrays.npy", "wb") as f:
    np.save(f, base.astype("<f4"))
    np.save(f, base.astype("<f4"))
# Headers alone that declare more than can be.
head = b"{'descr':'<f4','shape':(4611686018427387904,9)," + b"'fortran_order':False}"
put("bad_huge_overflow.npy", b"\x93NUMPY\x01\x00" + struct.pack("<H", len(head)) + head)
head = b"{'shape':(1000000,512),'descr':'<f4','fortran_order':False}"
put("bad_huge.npy", b"\x93NUMPY\x01\x00" + struct.pack("<H", len(head)) + head)
put("bad_huge49.npy", b"\x93NUMPY\x02\x00" + struct.pack("<I", 0xFFFFFFF0) + b"{'descr':'<f4','shape':(99999999999,)")

a, b = base.astype("<f4"), rng.standard_normal((2, 5)).astype("<f2")
np.savez("stored.npz", song=a, cover=b)
note("stored.npz", {k: v for k, v in np.load("stored.npz").items()})
np.savez_compressed("deflated.npz", song=a, cover=np.asfortranarray(b))
note("deflated.npz", {k: v for k, v in np.load("deflated.npz").items()})
np.savez_compressed("cube.npz", cube)
note("cube.npz", {f"cube#{i}": x for i, x in enumerate(cube)})
np.savez("cube_stored.npz", cube)
note("cube_stored.npz", {f"cube_stored#{i}": x for i, x in enumerate(cube)})
start = np.arange(4) * 4.0
np.savez("timed.npz", embeddings=a, start_seconds=start, end_seconds=start + 8, encoder=np.array("musicnn-é"))
note("timed.npz", {"timed": a}, encoder="musicnn-é", starts=list(start), ends=list(start + 8))
np.savez("timed_bytes.npz", **{"x": a, "y": a, "x.start_seconds": start, "encoder": np.array([b"enc"])})
note("timed_bytes.npz", {"x": a, "y": a}, encoder="enc", starts=list(start))
for name, kind in (("zip64_stored.npz", zipfile.ZIP_STORED), ("zip64_deflated.npz", zipfile.ZIP_DEFLATED)):
    with zipfile.ZipFile(name, "w", kind, allowZip64=True) as z:
        for key, x in (("song", a), ("cover", b)):
            with z.open(key + ".npy", "w", force_zip64=True) as f:
                np.lib.format.write_array(f, x)
    note(name, {k: v for k, v in np.load(name).items()})


def safetensors(name, arrays, metadata=None, edit=None):
    header, data = {}, b""
    if metadata:
        header["__metadata__"] = metadata
    for key, (dtype, shape, raw) in arrays.items():
        header[key] = dict(dtype=dtype, shape=list(shape), data_offsets=[len(data), len(data) + len(raw)])
        data += raw
    if edit:
        edit(header)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    put(name, struct.pack("<Q", len(text)) + text + data)


def tensors(**arrays):
    kinds = {"float16": "F16", "float32": "F32", "float64": "F64"}
    return {k: (kinds[str(v.dtype)], v.shape, v.tobytes()) for k, v in arrays.items()}


brain = (a.view("<u4") >> 16).astype("<u2")
brain_values = (brain.astype("<u4") << 16).view("<f4")
safetensors("all.safetensors", {**tensors(f16=b, f32=a, f64=base), "bf16": ("BF16", brain.shape, brain.tobytes())}, {"encoder": "clews"})
note("all.safetensors", {"f16": b, "f32": a, "f64": base, "bf16": brain_values}, encoder="clews")
safetensors("timed.safetensors", tensors(embeddings=a, start_seconds=start, end_seconds=start + 8))
note("timed.safetensors", {"timed": a}, starts=list(start), ends=list(start + 8))
safetensors("cube.safetensors", tensors(cube=cube))
note("cube.safetensors", {f"cube#{i}": x for i, x in enumerate(cube)})


def overlap(h): h["b"]["data_offsets"] = [k - 4 for k in h["b"]["data_offsets"]]
def hole(h): del h["b"]
def beyond(h): h["c"]["shape"], h["c"]["data_offsets"] = [1000, 5], [160, 20160]
def negative(h): h["a"]["shape"] = [-4, -5]
def overflow(h): h["a"]["shape"] = [2**62, 2**62]
def kind(h): h["a"]["dtype"] = "F33"
def integers(h): h["a"]["dtype"] = "I32"


three = tensors(a=a, b=a, c=a)
for edit in (overlap, hole, beyond, negative, overflow, kind, integers):
    safetensors(f"bad_{edit.__name__}.safetensors", three, edit=edit)
put("bad_header.safetensors", struct.pack("<Q", 2**63) + b"{}")
put("bad_short_header.safetensors", struct.pack("<Q", 31 << 20) + b"{}")
put("bad_twice.safetensors", struct.pack("<Q", 110) + b'{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}  '.ljust(110) + b"\0" * 8)

with open("arrays.json", "w") as f:
    json.dump(truth, f, separators=(",", ":"))
    f.write("\n")
