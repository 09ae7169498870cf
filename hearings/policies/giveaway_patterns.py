"""What tells who a person is, as patterns over the words of giveaway_words.py. A group ``p`` is the phrase."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from hearings.policies import giveaway_words as w


class Kind(StrEnum):
    """What a phrase tells."""

    ADDRESS = "address"
    KIN = "kin"
    WORK = "work"
    SCHOOL = "school"
    CONTACT = "contact"
    PAPER = "paper"
    PLATE = "plate"
    BORN = "born"


UPPER: Final = r"(?-i:[A-ZА-ЯЁӘІҢҒҮҰҚӨҺ])"
NAME: Final = rf"(?!(?-i:{w.NO_NAMES})\b){UPPER}[\w’'-]*"
NAMES: Final = rf"{NAME}(?:\s+(?:атындағы\s+)?{NAME}){{0,2}}"
QUOTED: Final = r"(?:«[^«»\[\]]{2,60}»|\"[^\"\[\]]{2,60}\"|“[^“”\[\]]{2,60}”)"
NUMBER: Final = (
    rf"(?:(?:{w.NUMBER_WORDS})\s*)?\d{{1,4}}(?:\s?[а-яёәіңғүұқөһa-z](?!\w))?(?:[/-]\d{{1,4}}\w?)?(?![\d])"
)
IN_HOUSE: Final = rf"(?:[,\s]+(?:(?:{w.HOUSES})\s*)?{NUMBER}(?:[\s-]*(?:{w.HOUSES_AFTER}))?)"
STREET_NAME: Final = rf"(?:(?:им\.|имени)\s+)?(?:{NAMES}|{QUOTED}|\d+(?:-?\w{{1,2}})?\s+{NAME}|№?\s?\d+)"
DAY: Final = (
    rf"(?:\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{2,4}}|(?:\d{{1,2}}\s+)?(?:{w.MONTHS})(?:,?\s+\d{{4}})?|\d{{4}})"
)
DAY_KK: Final = rf"\d{{4}}\s+жыл\w*(?:\s+\d{{1,2}}\s+(?:{w.MONTHS}))?|(?:{w.MONTHS})\s+\d{{1,2}},?\s+\d{{4}}"
ADJECTIVE: Final = r"\w+(?:ой|ом|ем|ей|ых|их|ую|ый|ий)"
IDENTIFIED: Final = rf"(?:\s+(?:{QUOTED}|№\s*\d+|{NAME}|(?:номер|имени|им\.|number)\s+(?:{NAMES}|\d+)|\d+))"
OF_SCHOOL: Final = (
    rf"(?:\s*(?:№|#|номер|number|no\.?)\s*\d+|\s+(?:имени|им\.)\s+{NAMES}|\s+{QUOTED}|\s+{NAMES}|\s+\d+)"
)
PLACE_KK: Final = r"\w+(?:да|де|та|те)"
BEFORE_KK: Final = rf"(?:(?:{QUOTED}|№\s*\d+|\d+|{NAME}|атындағы)\s+)"

PATTERNS: Final[Mapping[Kind, tuple[str, ...]]] = MappingProxyType(
    {
        Kind.ADDRESS: (
            rf"(?:{w.STREETS_BEFORE})\s*{STREET_NAME}{IN_HOUSE}{{0,3}}",
            # In small letters, as what a machine has written down: with a number it is an address.
            rf"(?:{w.STREETS_BEFORE})\s+\w+(?:\s\w+)?{IN_HOUSE}{{1,3}}",
            rf"(?:\d{{1,4}}\w?\s+)?(?:{NAMES}|{QUOTED}|\d+)[\s-]+(?:{w.STREETS_AFTER})(?!\w){IN_HOUSE}{{0,3}}",
            rf"\w+\s+(?:көшесі|даңғылы)\w*{IN_HOUSE}{{1,3}}",
            r"\d{1,4}\w?\s+\w+\s+(?:street|avenue|road|lane|boulevard)\b",
            rf"(?:{w.PLACES_BEFORE})\s*(?:{NAMES}|{QUOTED})",
            rf"(?:{NAMES}|{QUOTED})\s+(?:{w.PLACES_AFTER})(?!\w)",
            rf"(?:{w.HOUSES})\s*(?:под\s+номером\s+)?{NUMBER}{IN_HOUSE}{{0,2}}",
            r"(?:№\s*)?\d{1,4}\w?[\s-]+(?:үй|пәтер)\w*",
        ),
        Kind.KIN: (
            rf"(?:{w.POSSESSIVES_RU})\s+(?:\w+\s+){{0,2}}?(?:{w.KIN_RU})(?!\w)(?:\s+{NAMES})?",
            rf"(?:{w.KIN_RU})\s+(?:(?:{w.POSSESSIVES_RU})(?!\w)|{NAMES})(?:\s+{NAMES})?",
            rf"(?:{w.KIN_RU})\s+(?:{w.ROLES_RU})(?!\w)",
            rf"(?:{w.POSSESSIVES_KK})\s+(?:\w+\s+){{0,2}}?(?:{w.KIN_KK})\w{{0,9}}(?:\s+{NAMES})?",
            rf"(?:{NAMES}\s+(?:деген\s+|есімді\s+)?)?(?:{w.KIN_KK_MINE}){w.KIN_KK_CASES}(?!\w)(?:\s+{NAMES})?",
            rf"(?:{w.ROLES_KK})\s+(?:\w+\s+)?(?:{w.KIN_KK})\w{{1,9}}",
            rf"{NAMES}\s+(?:деген|есімді)\s+(?:\w+\s+)?(?:{w.KIN_KK})\w{{0,9}}",
            rf"(?:{w.POSSESSIVES_EN})\s+(?:[\w-]+\s+){{0,2}}?(?:{w.KIN_EN}){w.KIN_EN_IN_LAW}(?!\w)(?:,?\s+{NAMES})?",
            rf"(?:{w.KIN_EN}){w.KIN_EN_IN_LAW}\s+(?:of\s+the\s+(?:{w.ROLES_EN})|{NAMES})",
            rf"(?:the\s+)?(?:{w.ROLES_EN})['’]s\s+(?:[\w-]+\s+)?(?:{w.KIN_EN}){w.KIN_EN_IN_LAW}(?!\w)",
        ),
        Kind.WORK: (
            (
                rf"(?:{w.WORK_RU})\s+(?:(?!в\b|на\b|у\b|при\b)\w+\s+){{0,2}}?(?:в|во|на|у|при|из|с)\s+"
                rf"(?!{w.NO_WORKPLACE})"
                rf"(?P<p>(?:{ADJECTIVE}\s+){{0,2}}(?:\w+|{QUOTED}){IDENTIFIED}*)"
            ),
            (
                rf"(?:{w.WORK_RU})\s+(?P<p>(?:{ADJECTIVE}\s+)?(?!{w.NO_WORKPLACE}|потом|затем|там|тогда|совсем)\w+(?:ом"
                rf"|ем|ой|ей))(?!\w)"
            ),
            rf"мест(?:о|а|е|ом)\s+работы\s*[:,—–-]?\s*(?P<p>(?:\w+\s+)?(?:\w+|{QUOTED}){IDENTIFIED}*)",
            rf"(?P<p>{BEFORE_KK}{{0,4}}(?:\w+\s+)?(?!{w.NO_WORKPLACE_KK}){PLACE_KK})\s+(?:\w+\s+){{0,3}}?(?:{w.WORK_KK})",
            rf"(?P<p>\w+)\s+(?:болып|ретінде)\s+(?:{w.WORK_KK})",
            rf"(?P<p>{BEFORE_KK}{{0,4}}\w+)\s+(?:жұмысшысы|қызметкері|директоры|бастығы|қызметшісі)\w*",
            (
                rf"{w.WORK_EN}\s+(?:as\s+(?:an?\s+|the\s+)?\w+\s+)?(?:at|for|in|with)\s+(?!{w.NO_WORKPLACE})"
                rf"(?P<p>(?:(?:the|an?|our|my|his|her)\s+)?(?:{NAMES}|{QUOTED}|\w+(?:\s+(?:{NAMES}|{QUOTED}|hospital"
                rf"|school|bank"
                rf"|station|office|shop|factory|plant|market|company|clinic|court|university|number\s+\d+|No\.?\s?\d+"
                rf"|\d+))*))"
            ),
            rf"(?:{w.WORK_EN})\s+as\s+(?P<p>(?:an?\s+|the\s+)?\w+(?:\s+\w+(?:er|or|ist|man|nurse))?)",
        ),
        Kind.SCHOOL: (
            rf"(?:\d{{1,3}}(?:-?\w{{1,2}})?\s+)?(?:{w.SCHOOLS_RU}){OF_SCHOOL}",
            rf"(?:№\s*)?\d{{1,3}}(?:-?\w{{1,3}})?\s+(?:{w.SCHOOLS_RU}|{w.SCHOOLS_KK})(?!\w)",
            rf"(?:{w.STUDY_RU})\s+(?:\w+\s+){{0,3}}?(?P<p>(?:{ADJECTIVE}\s+)?(?:{w.SCHOOLS_RU})(?!\w){OF_SCHOOL}?)",
            rf"(?:{w.POSSESSIVES_RU})\s+(?:{w.SCHOOLS_RU})(?!\w)",
            rf"(?P<p>{BEFORE_KK}{{0,4}}(?:{w.SCHOOLS_KK}))\s+(?:\w+\s+){{0,2}}?(?:{w.STUDY_KK})",
            rf"{BEFORE_KK}{{1,4}}(?:{w.SCHOOLS_KK})",
            rf"{NAMES}\s+(?:{w.SCHOOLS_EN})(?!\w){OF_SCHOOL}?|(?:{w.SCHOOLS_EN})(?:{OF_SCHOOL}|\s+of\s+{NAMES})",
            (
                rf"(?:{w.STUDY_EN})\s+(?:(?:at|in|from|to)\s+)?(?P<p>(?:(?:the|an?|our"
                rf"|my)\s+)?(?:\w+\s+)?(?:{w.SCHOOLS_EN}))(?!\w)"
            ),
            r"\d{1,2}(?:-?\w{1,2})?\s*[«\"]?\s?[А-Яа-яA-Za-z]?\s?[»\"]?[\s-]*(?:класс|сынып)\w*|(?:grade|form)\s+\d{1,2}",
        ),
        Kind.CONTACT: (
            r"(?<![\w+])(?:\+?7|8)?[\s(-]{0,2}\d{3}[\s)-]{0,2}\d{3}[\s-]?\d{2}[\s-]?\d{2}(?!\d)",
            rf"(?:{w.PHONE_WORDS})\D{{0,12}}?(?P<p>\+?\d[\d\s()-]{{4,16}}\d)",
            r"[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{0,64}\w|(?<!\w)@\w{4,}|(?:https?://|www\.|t\.me/|instagram\.com/)\S+",
        ),
        Kind.PAPER: (
            r"(?<!\d)\d{12}(?!\d)",
            rf"(?:{w.PAPERS})\D{{0,20}}?(?P<p>\w?\s?\d[\d\s]{{4,14}}\d)",
        ),
        Kind.PLATE: (
            (
                rf"(?<!\w)(?-i:\d{{3}}\s?[{w.PLATE_LETTERS}]{{2,3}}\s?\d{{2}}"
                rf"|[{w.PLATE_LETTERS}]\s?\d{{3}}\s?[{w.PLATE_LETTERS}]{{2,3}}(?:\s?\d{{2,3}})?)(?!\w)"
            ),
            rf"(?:{w.PLATE_WORDS})\D{{0,10}}?(?P<p>\d{{3}}\s?\w{{2,3}}(?:\s?\d{{2}})?|\w\s?\d{{3}}\s?\w{{2,3}}|\d{{3}})",
        ),
        Kind.BORN: (
            rf"(?:{w.BORN})(?:[^\d.!?]{{0,25}}?)(?:{DAY_KK}|{DAY})(?!\d)",
            rf"(?:{DAY_KK}|{DAY})(?:\s+(?:года|г\.|жыл\w*))?(?:[^\d.!?]{{0,15}}?)\s?(?:{w.BORN})",
            r"(?:мне|ему|ей|маған|оған)\s+(?:\w+\s+)?(?P<p>\d{1,2}\s+(?:лет|год\w?|жас\w*))|\d{1,2}\s+жас(?:та|ында|ар)\w*",
            r"\d{1,2}-летн\w{2,3}|\d{1,2}[\s-]years?[\s-]old|aged\s+\d{1,2}",
        ),
    }
)
