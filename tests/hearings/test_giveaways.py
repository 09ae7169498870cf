"""Phrases that may tell who a person is: proposed in three languages, in every case, and not everywhere."""

import time
from itertools import pairwise

import pytest

from hearings.policies.giveaways import Kind, proposals
from hearings.policies.masking import MASK


def found(text: str) -> list[tuple[str, str]]:
    return [(each.kind.value, text[each.start : each.end]) for each in proposals(text)]


ADDRESSES = (
    ("Я живу на улице Абая, дом 15, квартира 7.", "улице Абая, дом 15, квартира 7"),
    ("Он проживает на проспекте Достык 12.", "проспекте Достык 12"),
    ("По адресу: ул. Сатпаева 22а, кв. 5", "ул. Сатпаева 22а, кв. 5"),
    ("улица абая дом 15", "улица абая дом 15"),  # as a machine writes it down
    ("Садовая улица 5, второй подъезд", "Садовая улица 5"),
    ("мкр. Самал-2, дом 33", "мкр. Самал-2, дом 33"),
    ("в микрорайоне Аксай 4, д. 12", "микрорайоне Аксай 4, д. 12"),
    ("Это в селе Узынагаш.", "селе Узынагаш"),
    ("Мы из посёлка Боралдай.", "посёлка Боралдай"),
    ("г. Алматы", "г. Алматы"),
    ("Там дом 15, квартира 7.", "дом 15, квартира 7"),
    ("Менің үйім Абай көшесі 15.", "Абай көшесі 15"),
    ("Достық даңғылы, 12-үй, 5 пәтер", "Достық даңғылы, 12-үй, 5 пәтер"),
    ("Самал шағын ауданында тұрамын", "Самал шағын ауданында"),
    ("Ұзынағаш ауылында тұрады", "Ұзынағаш ауылында"),
    ("Алматы қаласында болдым", "Алматы қаласында"),
    ("Абай көшесіндегі 15 үйде", "Абай көшесіндегі 15 үйде"),
    ("I live at 15 Abay Street, apartment 7.", "15 Abay Street, apartment 7"),
    ("We met on Dostyk Avenue 12.", "Dostyk Avenue 12"),
    ("She lives in the village of Karakol.", "village of Karakol"),
)
KIN = (
    ("Потом пришла моя сестра Айгуль.", "моя сестра Айгуль"),
    ("с моей младшей сестрой Айгуль", "моей младшей сестрой Айгуль"),
    ("мой брат был там", "мой брат"),
    ("брат Ерлан пришёл", "брат Ерлан"),
    ("у меня есть дочь", "у меня есть дочь"),
    ("жена подсудимого", "жена подсудимого"),
    ("муж мой уехал", "муж мой"),
    ("менің әкем келді", "менің әкем"),
    ("әкемнің көлігі", "әкемнің"),
    ("інім Ерлан келді", "інім Ерлан"),
    ("Айгүл деген қарындасым", "Айгүл деген қарындасым"),
    ("айыпталушының ағасы", "айыпталушының ағасы"),
    ("оның үлкен қызы", "оның үлкен қызы"),
    ("my husband came", "my husband"),
    ("her younger sister Aigul left", "her younger sister Aigul"),
    ("the accused's brother", "the accused's brother"),
    ("my mother-in-law", "my mother-in-law"),
    ("a sister of the victim", "sister of the victim"),
)
WORK = (
    ("Я работаю в школе № 5.", "школе № 5"),
    ("Работал на заводе «Казцинк» слесарем", "заводе «Казцинк»"),
    ("она работает бухгалтером", "бухгалтером"),
    ("Работаю в акимате Бостандыкского района", "акимате Бостандыкского района"),
    ("устроился на железную дорогу", "железную дорогу"),
    ("место работы: ТОО «Алтын»", "ТОО «Алтын»"),
    ("«Қазмырыш» зауытында жұмыс істеймін", "«Қазмырыш» зауытында"),
    ("ауруханада қызмет етемін", "ауруханада"),
    ("мұғалім болып жұмыс істеймін", "мұғалім"),
    ("I work at the central hospital.", "the central hospital"),
    ("He worked for Air Astana.", "Air Astana"),
    ("I work as a nurse.", "a nurse"),
)
SCHOOLS = (
    ("учусь в школе № 25", "школе № 25"),
    ("ходит в детский сад", "детский сад"),
    ("дочь учится в 5 «Б» классе", "5 «Б» классе"),
    ("окончил Медицинский университет", "Медицинский университет"),
    ("Абай атындағы мектеп", "Абай атындағы мектеп"),
    ("12 мектепте оқиды", "12 мектепте"),
    ("балабақшаға барады", "балабақшаға"),
    ("she goes to School No. 7", "School No. 7"),
    ("studies at the medical university", "the medical university"),
)
NUMBERS = (
    (Kind.CONTACT, "мой телефон 8 701 123 45 67", "8 701 123 45 67"),
    (Kind.CONTACT, "+7 (777) 123-45-67", "+7 (777) 123-45-67"),
    (Kind.CONTACT, "пишите на a.b@mail.kz", "a.b@mail.kz"),
    (Kind.CONTACT, "телефон 25-36-47", "25-36-47"),
    (Kind.PLATE, "машина 123 ABC 02", "123 ABC 02"),
    (Kind.PLATE, "А 123 ВСМ", "А 123 ВСМ"),
    (Kind.BORN, "родился 12.05.1990", "родился 12.05.1990"),
    (Kind.BORN, "12 мая 1990 года рождения", "12 мая 1990 года рождения"),
    (Kind.BORN, "1990 жылы 5 мамырда туған", "1990 жылы 5 мамырда туған"),
    (Kind.BORN, "born on 5 May 1990", "born on 5 May 1990"),
    (Kind.BORN, "мне 34 года", "34 года"),
    (Kind.BORN, "34 жастамын", "34 жастамын"),
    (Kind.PAPER, "ИИН 900512300123", "900512300123"),
)
ALL = (
    *((Kind.ADDRESS, *each) for each in ADDRESSES),
    *((Kind.KIN, *each) for each in KIN),
    *((Kind.WORK, *each) for each in WORK),
    *((Kind.SCHOOL, *each) for each in SCHOOLS),
    *NUMBERS,
)


@pytest.mark.parametrize(("kind", "text", "phrase"), ALL)
def test_proposals_name_what_tells_who_it_is_and_no_more(kind: Kind, text: str, phrase: str) -> None:
    assert (kind.value, phrase) in found(text), found(text)


@pytest.mark.parametrize(
    ("text", "stems"),
    [
        ("{} Абая", "улица улицы улице улицу улицей проспект проспекта проспекте проспектом переулке"),
        ("моя {} пришла", "сестра сестры сестре сестру сестрой мать матери матерью дочь дочери тётя тёти"),
        ("мой {} пришёл", "брат брата брату братом отец отца отцу отцом сын сына муж мужа дедушка"),
        ("Абай {}", "көшесі көшесінде көшесінен көшесіндегі даңғылы даңғылында ауылы ауылынан қаласына"),
        ("менің {}", "әкем әкемнің әкеме інім інімді қарындасым қарындасымның ағам апам күйеуім баламмен"),
        ("my {}", "sister sisters sister's mother husband's grandfather son-in-law"),
        ("Я {} в больнице", "работаю работал работала работали"),
        ("Он {} в гимназии", "учится учился"),
    ],
)
def test_words_are_found_in_every_case_of_the_grammar(text: str, stems: str) -> None:
    for word in stems.split():
        assert found(text.format(word)), text.format(word)


@pytest.mark.parametrize(
    "text",
    [
        "Я видел его на улице вечером.",
        "На улице было темно.",
        "Он сел в машину и уехал.",
        "Суд удаляется в совещательную комнату.",
        "The session is opened.",
        "The witness speaks.",
        "The street was dark.",
        "This Street was dark.",
        "Потом Хейла видела соседка.",
        "Она работала в тот день допоздна.",
        "I worked for two hours.",
        "I worked at night.",
        "Кража была в доме.",
        "Дело рассматривается по статье 188.",
        "Судья: объявляется перерыв до 10:30.",
        "Женщина и мужчина стояли у двери.",
        "Сот отырысы ашылды.",
        "Көшеде қараңғы болды.",
        "Ол үйге кетті.",
        "На лице были следы.",
        "Экспертиза установила это 12.05.2024.",
        "Страница 15 тома 3.",
        "Оның айтқаны дұрыс.",
        "Прошу приобщить к делу заключение эксперта.",
        "It happened five years ago.",
        "Это было два года назад.",
        "Куә сөйлейді.",
        "Он показал паспорт.",
        "Анау адам балаға ұқсайды.",
        f"Потом {MASK} видела соседка.",
        "",
    ],
)
def test_harmless_sentences_are_left_alone(text: str) -> None:
    assert found(text) == []


def test_what_is_covered_already_is_not_proposed_again() -> None:
    assert found(f"Там живёт {MASK}, {MASK} Абая.") == []
    assert found(f"Это моя сестра {MASK}.") == [("kin", "моя сестра")]
    assert found(f"на заводе «{MASK}» был") == []


def test_proposals_stand_apart_and_in_order() -> None:
    text = "Моя сестра Айгуль живёт на улице Абая 15 и работает в школе № 5, телефон 87011234567."
    spans = [(each.start, each.end) for each in proposals(text)]
    assert len(spans) == 4
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))


@pytest.mark.parametrize(
    "piece",
    ["а ", "Абай ", "15 ", "1", "моя ", "улица ", "работаю в ", "«", "а.", "Aa@", "менің ", "my the "],
)
def test_longest_entry_is_read_in_a_moment(piece: str) -> None:
    text = (piece * 20_000)[:20_000]
    before = time.process_time()
    proposals(text)
    assert time.process_time() - before < 2
