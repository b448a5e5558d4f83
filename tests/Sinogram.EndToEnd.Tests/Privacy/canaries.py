"""Copies DICOM files with a marker of its own in every text, name, date and UID that the confidentiality profiles act on, nested and private ones too.

canaries.py TABLE OUTPUT [--full TEMPLATE NAME] INPUT...: TABLE is the profiles' table (tag in its first column), each INPUT a file or a folder; a copy keeps
the file's name. --full makes the file NAME of TEMPLATE with an element for every row of the table. What pydicom cannot read is copied as it is.
Prints how many files bear markers, which, and the dates that were planted, as JSON. Markers of what is masked where an identified file is shown, and of what only
de-identification takes away, differ.
"""
import datetime
import json
import os
import re
import shutil
import sys
import warnings

import pydicom
from pydicom.datadict import dictionary_VR, keyword_for_tag
from pydicom.tag import Tag

warnings.simplefilter("ignore")
FAMILY, GIVEN, MASKED, REMOVED, UID = "Zyqvarnix", "Qemlithor", "Wexbrindol", "Kuprastel", "1.2.826.0.1.3680043.8.498.77"
# What says who, where and with which device: masked wherever an identified file is shown. Every person's name is besides.
MASKED_KEYWORDS = set("""
PatientID IssuerOfPatientID OtherPatientIDs PatientBirthDate PatientAddress PatientTelephoneNumbers PatientInsurancePlanCodeSequence MedicalRecordLocator MilitaryRank
BranchOfService AccessionNumber StudyID AdmissionID ServiceEpisodeID RequestedProcedureID ScheduledProcedureStepID PerformedProcedureStepID
PlacerOrderNumberImagingServiceRequest FillerOrderNumberImagingServiceRequest ReferringPhysicianAddress ReferringPhysicianTelephoneNumbers InstitutionName
InstitutionAddress InstitutionalDepartmentName StationName PerformedStationName ScheduledStationName DeviceSerialNumber PlateID CassetteID GantryID DetectorID
GeneratorID SpecimenIdentifier ContainerIdentifier ResponsibleOrganization CountryOfResidence RegionOfResidence CurrentPatientLocation PatientInstitutionResidence
ClinicalTrialSubjectID ClinicalTrialSiteID ClinicalTrialSiteName PersonAddress PersonTelephoneNumbers VerifyingOrganization
""".split())
KEPT = {"SOPClassUID", "TransferSyntaxUID", "MediaStorageSOPClassUID", "SpecificCharacterSet"}

acted_on = set()
for line in open(sys.argv[1], encoding="utf-8"):
    if match := re.match(r"([0-9A-Fa-f]{8})\b", line):
        acted_on.add(int(match.group(1), 16))
count = 0
dates = []
names = []


def suffix():
    """Five letters, another one each time."""
    global count
    count += 1
    letters, number = "", count
    for _ in range(5):
        letters += "abcdefghij"[number % 10]
        number //= 10
    return letters


def date(century):
    # Spread over the century, so that one shifted by a few days is another.
    day = datetime.date(century, 1, 1) + datetime.timedelta(days=(len(dates) * 7919) % 36000)
    dates.append(day.isoformat())
    return day.strftime("%Y%m%d")


def marker(tag, vr):
    masked = vr == "PN" or keyword_for_tag(tag) in MASKED_KEYWORDS
    word = MASKED if masked else REMOVED
    if vr == "PN":
        end = suffix()
        return f"{FAMILY}{end}^{GIVEN}{end}"
    if vr in ("LO", "SH", "ST", "LT", "UT", "UC"):
        return word + suffix()
    if vr == "AE":
        return (word + suffix()).upper()
    if vr in ("DA", "DT"):
        return date(1800 if masked else 1700)
    if vr == "UI":
        suffix()
        return f"{UID}.{count}"
    return None


def plant(dataset):
    for element in list(dataset):
        tag = element.tag
        if element.VR == "SQ":
            for item in element.value or []:
                plant(item)
        elif tag.group > 2 and tag.element != 0 and keyword_for_tag(tag) not in KEPT:
            if tag.is_private and not tag.is_private_creator and element.VR == "UN" and isinstance(element.value, bytes) and 16 <= len(element.value) < 4096:
                element.value = (REMOVED + suffix()).encode().ljust(16)
            elif (tag.is_private and not tag.is_private_creator) or int(tag) in acted_on:
                if (value := marker(tag, element.VR)) is not None and element.VR != "UN":
                    element.value = value


def save(dataset, path):
    dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    if "SourceApplicationEntityTitle" in dataset.file_meta:
        dataset.file_meta.SourceApplicationEntityTitle = (MASKED + suffix()).upper()
    pydicom.dcmwrite(path, dataset, write_like_original=False)


def copy(source, target):
    try:
        dataset = pydicom.dcmread(source)
        before = count
        if "SOPInstanceUID" in dataset:
            plant(dataset)
            save(dataset, target)
            if count > before:
                names.append(target)
            return count > before
    except Exception:
        # Broken on purpose, or no DICOM: it comes along as it is.
        pass
    shutil.copy(source, target)
    return False


arguments = sys.argv[2:]
output = arguments.pop(0)
marked = 0
while arguments:
    source = arguments.pop(0)
    if source == "--full":
        template, name = arguments.pop(0), arguments.pop(0)
        dataset = pydicom.dcmread(template)
        for number in sorted(acted_on):
            tag = Tag(number)
            if tag.group > 0x0007 and keyword_for_tag(tag) not in KEPT:
                try:
                    vr = dictionary_VR(tag)
                except KeyError:
                    continue
                if vr != "SQ" and (value := marker(tag, vr)) is not None:
                    dataset.add_new(tag, vr, value)
        # The scripts of other languages, accents, and a whole name beside the parts.
        dataset.SpecificCharacterSet = "ISO_IR 192"
        end = suffix()
        dataset.PatientName = f"{FAMILY}{end}^{GIVEN}{end}=雉沼^蓮司=きじぬま^れんじ"
        dataset.OtherPatientNames = "Fjällgården^Åsa-Märta"
        dataset.Modality = "CT"
        save(dataset, os.path.join(output, name))
        marked += 1
    elif os.path.isdir(source):
        target = os.path.join(output, os.path.basename(source.rstrip("/")))
        os.makedirs(target, exist_ok=True)
        for name in sorted(os.listdir(source)):
            if os.path.isfile(os.path.join(source, name)):
                marked += copy(os.path.join(source, name), os.path.join(target, name))
    else:
        marked += copy(source, os.path.join(output, os.path.basename(source)))
print(json.dumps({"files": marked, "markers": count, "dates": dates, "names": names}))
