"""Writes a DICOM file with a marker of its own in every listed element; prints the markers as JSON.

canaries.py TEMPLATE TABLE OUTPUT: TABLE is the confidentiality profiles' table (tag in its first column).
"""
import json
import re
import sys
import warnings

import pydicom
from pydicom.datadict import dictionary_VR, keyword_for_tag
from pydicom.tag import Tag

warnings.simplefilter("ignore")
template, table, output = sys.argv[1:4]
dataset = pydicom.dcmread(template)
markers = []
day = 0
keep = {"SOPClassUID", "TransferSyntaxUID", "MediaStorageSOPClassUID"}
for line in open(table, encoding="utf-8"):
    match = re.search(r"\(?([0-9A-Fa-f]{4}),\s?([0-9A-Fa-f]{4})\)?|^([0-9A-Fa-f]{8})\b", line)
    if not match:
        continue
    tag = Tag(int("".join(g for g in match.groups() if g), 16))
    if tag.group in (0x0002, 0x0004, 0x0006, 0x0000) or tag.is_private or keyword_for_tag(tag) in keep:
        continue
    try:
        vr = dictionary_VR(tag)
    except KeyError:
        continue
    code = f"{tag.group:04x}{tag.element:04x}"
    if vr == "PN":
        value, found = f"Cnry{code}q^Gvn{code}q", [f"Cnry{code}q", f"Gvn{code}q"]
    elif vr in ("LO", "SH", "ST", "LT", "UT", "UC"):
        value, found = f"Cnry{code}q", [f"Cnry{code}q"]
    elif vr in ("DA", "DT"):
        day += 1
        value = f"{1801 + day // 300:04d}{1 + day // 25 % 12:02d}{1 + day % 25:02d}"
        found = [value]
    elif vr == "UI":
        value = f"1.2.826.0.1.3680043.8.498.77.{int(code, 16)}"
        found = [value]
    else:
        continue
    dataset.add_new(tag, vr, value)
    markers += [{"tag": code, "vr": vr, "text": text} for text in found]
dataset.PatientBirthDate = "18991217"
dataset.StudyDate = "20040119"
dataset.Modality = "CT"
dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
pydicom.dcmwrite(output, dataset, write_like_original=False)
print(json.dumps(markers))
