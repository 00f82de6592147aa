"""The months by their names, as exports of banks and devices write them."""

import unicodedata

# English, German, French, Spanish, Italian, Dutch, Portuguese, Swedish, Danish, Norwegian, Polish; no word is
# of two months.
NAMES = (
    "jan january januar janv janvier ene enero gen gennaio januari janeiro sty styczeń stycznia jän jänner",
    "feb february februar févr fév février febrero febbraio februari fev fevereiro lut luty lutego",
    "mar march mär mrz märz mars marzo mrt maart março marts marzec marca",
    "apr april avr avril abr abril aprile kwi kwiecień kwietnia",
    "may mai mayo mag maggio mei maio maj maja",
    "jun june juni juin junio giu giugno junho cze czerwiec czerwca",
    "jul july juli juil juillet julio lug luglio julho lip lipiec lipca",
    "aug august août aoû ago agosto augustus augusti sie sierpień sierpnia",
    "sep sept september septembre septiembre set settembre setembro wrz wrzesień września",
    "oct october okt oktober octobre octubre ott ottobre out outubro paź październik października",
    "nov november novembre noviembre novembro lis listopad listopada",
    "dec december dez dezember déc décembre dic diciembre dicembre dezembro desember gru grudzień grudnia",
)


def plain(name: str) -> str:
    """In small letters without marks above them: who types "Marz" means March, too."""
    apart = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


NUMBERS = {plain(name): number for number, names in enumerate(NAMES, 1) for name in names.split()}
