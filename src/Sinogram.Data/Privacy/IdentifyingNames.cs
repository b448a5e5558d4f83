using System.Collections.Frozen;

namespace Sinogram.Data.Privacy;

/// <summary>Names of columns that identify people in tables of unknown origin: DICOM keywords and what hospitals call the same things.</summary>
public static class IdentifyingNames
{
    private static readonly FrozenSet<string> Exact = new[]
    {
        "patientname", "patientid", "otherpatientids", "otherpatientnames", "issuerofpatientid", "patientbirthname", "patientmothersbirthname", "patientbirthdate", "patientbirthtime",
        "patientaddress", "patienttelephonenumbers", "patienttelecominformation", "patientinsuranceplancodesequence", "responsibleperson", "responsibleorganization",
        "accessionnumber", "admissionid", "studyid", "serviceepisodeid", "fillerordernumberimagingservicerequest", "placerordernumberimagingservicerequest",
        "referringphysicianname", "referringphysicianaddress", "referringphysiciantelephonenumbers", "performingphysicianname", "physiciansofrecord", "nameofphysiciansreadingstudy",
        "requestingphysician", "operatorsname", "personname", "verifyingobservername", "contentcreatorname", "reviewername", "humanperformername",
        "institutionname", "institutionaddress", "institutionaldepartmentname", "stationname", "deviceserialnumber", "plateid", "cassetteid", "gantryid", "detectorid",
        "name", "fullname", "firstname", "givenname", "forename", "middlename", "lastname", "familyname", "surname", "maidenname", "birthname", "patient", "patientno", "patientnumber", "patientnr",
        "patid", "pid", "mrn", "medicalrecordnumber", "recordnumber", "hospitalnumber", "hospitalid", "nhsnumber", "ssn", "socialsecuritynumber", "insurancenumber", "insuranceid", "passport",
        "caseid", "casenumber", "visitnumber", "encounterid", "encounternumber", "accession", "accessionno", "orderid", "ordernumber",
        "dob", "birthdate", "dateofbirth", "birthday", "birth", "address", "street", "streetaddress", "zip", "zipcode", "postcode", "postalcode", "city",
        "phone", "phonenumber", "telephone", "telephonenumber", "mobile", "fax", "email", "emailaddress", "mail", "physician", "physicianname", "doctor", "doctorname", "referrer", "operator",
        "operatorname", "technician", "technologist", "radiologist", "institution", "hospital", "department", "clinic", "station", "serialnumber", "deviceserial",
        "sourcepath", "sourcefile", "filepath", "dicomjson",
        "vorname", "nachname", "geburtsdatum", "geburtsname", "anschrift", "strasse", "plz", "telefon", "nom", "prenom", "datedenaissance", "adresse", "nombre", "apellido", "apellidos", "fechadenacimiento",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>A name that identifies wherever names count.</summary>
    public const string OfPatients = "PatientName";

    private static readonly FrozenSet<string> Births = new[]
    {
        "patientbirthdate", "dob", "birthdate", "dateofbirth", "birthday", "birth", "geburtsdatum", "datedenaissance", "fechadenacimiento",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly string[] Shared =
    [
        "institution", "hospital", "clinic", "department", "station", "device", "serial", "plate", "cassette", "gantry", "detector", "issuer", "organization", "city", "zip", "postcode", "postal", "plz", "path", "file",
    ];

    /// <summary>Whether a column of this name identifies; case and what is no letter or digit do not count.</summary>
    public static bool Contains(string name) => Exact.Contains(Plain(name));

    /// <summary>Whether an attribute is one person's, and not that of a place or a machine, which many share.</summary>
    internal static bool IsOfOnePerson(string attribute) => !Shared.Any(s => attribute.Contains(s, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether a column of this name holds dates of birth.</summary>
    public static bool IsBirthDate(string name) => Births.Contains(Plain(name));

    /// <summary>A table of unknown origin with its identifying columns marked.</summary>
    public static Table Mark(Table table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return table.Columns.Any(c => !c.Field.Identified && CanIdentify(c.Type) && Contains(c.Name))
            ? table.With(c => c.Field.Identified || !CanIdentify(c.Type) || !Contains(c.Name) ? c : c.WithIdentified(true))
            : table;
    }

    /// <summary>Whether values of a type can say who somebody is: text, dates, spans of days and whole numbers.</summary>
    internal static bool CanIdentify(DataType type) => type switch
    {
        DictionaryType dictionary => CanIdentify(dictionary.Value),
        _ => type.IsNested || type.IsInteger || type.Id is TypeId.String or TypeId.Binary or TypeId.Date or TypeId.Timestamp or TypeId.Interval,
    };

    private static string Plain(string name) => string.Concat(name.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
}
