"""Who speaks in the invented hearing, with which voice, and into which of the four microphones."""

from dataclasses import dataclass
from typing import Final, Literal

Language = Literal["kk", "ru", "en"]
Names = dict[Language, str]
LANGUAGES: Final[tuple[Language, ...]] = ("kk", "ru", "en")


@dataclass(frozen=True, slots=True)
class Microphone:
    """One channel of the recording; `names` is what people call its place, per language."""

    key: str
    names: Names


@dataclass(frozen=True, slots=True)
class Voice:
    """How espeak-ng speaks for a person: variant of the language's voice, pitch (0 to 99), speed."""

    variant: str
    pitch: int
    words_per_minute: int


@dataclass(frozen=True, slots=True)
class Person:
    """Someone in the room: role as the protocol has it, `names` and `roles` per language, place, voice."""

    role: str
    names: Names
    roles: Names
    microphone: int
    voice: Voice


# In the order of the channels.
MICROPHONES: Final = (
    Microphone("judge", {"kk": "Судья үстелі", "ru": "Стол судьи", "en": "Judge's bench"}),
    Microphone("prosecution", {"kk": "Айыптау тарапы", "ru": "Сторона обвинения", "en": "Prosecution side"}),
    Microphone("defence", {"kk": "Қорғау тарапы", "ru": "Сторона защиты", "en": "Defence side"}),
    Microphone("witness", {"kk": "Куә мінбері", "ru": "Место свидетеля", "en": "Witness stand"}),
)

CAST: Final[dict[str, Person]] = {
    "judge": Person(
        "presiding_judge",
        {"kk": "С. Е. Туманова", "ru": "Туманова С. Е.", "en": "S. E. Tumanova"},
        {"kk": "Төрағалық етуші", "ru": "Председательствующий", "en": "Presiding judge"},
        0,
        Voice("f2", 42, 142),
    ),
    "clerk": Person(
        "clerk",
        {"kk": "А. Бекова", "ru": "Бекова А.", "en": "A. Bekova"},
        {"kk": "Сот отырысының хатшысы", "ru": "Секретарь судебного заседания", "en": "Clerk of the hearing"},
        0,
        Voice("f4", 66, 150),
    ),
    "prosecutor": Person(
        "prosecutor",
        {"kk": "И. П. Ветров", "ru": "Ветров И. П.", "en": "I. P. Vetrov"},
        {"kk": "Прокурор", "ru": "Прокурор", "en": "Prosecutor"},
        1,
        Voice("m3", 32, 146),
    ),
    "defence_counsel": Person(
        "defence_counsel",
        {"kk": "Д. А. Қуанов", "ru": "Куанов Д. А.", "en": "D. A. Kuanov"},
        {"kk": "Қорғаушы", "ru": "Защитник", "en": "Defence counsel"},
        2,
        Voice("m7", 46, 144),
    ),
    "defendant": Person(
        "defendant",
        {"kk": "Н. Б. Сарман", "ru": "Сарман Н. Б.", "en": "N. B. Sarman"},
        {"kk": "Сотталушы", "ru": "Подсудимый", "en": "Defendant"},
        2,
        Voice("m1", 58, 132),
    ),
    "victim": Person(
        "victim",
        {"kk": "О. С. Лугина", "ru": "Лугина О. С.", "en": "O. S. Lugina"},
        {"kk": "Жәбірленуші", "ru": "Потерпевшая", "en": "Victim"},
        1,
        Voice("f3", 60, 140),
    ),
    "witness": Person(
        "witness",
        {"kk": "Т. Хейл", "ru": "Хейл Т.", "en": "T. Hale"},
        {"kk": "Куә", "ru": "Свидетель", "en": "Witness"},
        3,
        Voice("m4", 38, 138),
    ),
    "interpreter": Person(
        "interpreter",
        {"kk": "А. М. Нұрланова", "ru": "Нурланова А. М.", "en": "A. M. Nurlanova"},
        {"kk": "Аудармашы", "ru": "Переводчик", "en": "Interpreter"},
        3,
        Voice("f1", 54, 146),
    ),
}
