"""What the agent says, in Kazakh, Russian and English: gettext's tools are no part of a single file for another PC."""

from __future__ import annotations

from typing import Any

DEFAULT = "en"
TEXTS = {
    "en": """
started: The agent has started; folders: {count}.
stopped: The agent has stopped; next time it goes on from the same place.
second: Another agent is running with the same data folder.
sending: {name}: sending; the portal has {percent} % of {size} MB.
done: {name}: sent, the portal has stored it.
twice: {name}: the same recording was sent before; it is not sent again.
refused: {name}: the portal does not accept this file: {why}
changed: {name}: the file has changed; waiting until it stays the same.
anew: {name}: the portal no longer has its beginning; it is sent from the start.
garbled: {name}: it arrived damaged; it is sent once more.
damaged: Twice it arrived damaged, though it is the same here. Check the network and the disk.
wait: {why} Next try in {seconds} s.
closed: It is not the time to send now (setting hours).
unreadable: {name} cannot be read: {why}.
offline: The portal cannot be reached: {why}. Check the network and the address.
certificate: The certificate of the portal is not trusted: {why}. Check the clock of this computer; \
if the court has its own certificates, name their file as ca_file.
secret: The portal does not accept client_id and client_secret ({why}). Ask the administrator for new ones.
access: Courtroom {room}: the portal allows no upload ({why}). Ask the administrator to give this client \
the court and the scope "upload", and check the id of the courtroom.
redirect: The portal points to another address, {why}; it is not followed. Correct "portal".
busy: The portal cannot take the file now ({why}).
setting: Config file, [{section}] {name}: {why}.
missing: not given
wrong: "{value}" does not fit
plain: must begin with https:// (http:// only with allow_http = yes)
ready: All is well: portal, login, folders and courtrooms.
table: waiting|sending|sent|refused|{minutes} min left
""",
    "ru": """
started: Агент запущен, папок: {count}.
stopped: Агент остановлен; в следующий раз он продолжит с того же места.
second: Уже работает другой агент с той же рабочей папкой.
sending: {name}: отправляется; на портале уже {percent} % из {size} МБ.
done: {name}: отправлен, портал его сохранил.
twice: {name}: такая же запись уже отправлена; повторно она не отправляется.
refused: {name}: портал не принимает этот файл: {why}
changed: {name}: файл изменился; ждём, пока он перестанет меняться.
anew: {name}: начала файла на портале больше нет; файл отправляется сначала.
garbled: {name}: файл дошёл повреждённым; он отправляется ещё раз.
damaged: Файл дважды дошёл повреждённым, хотя здесь он не менялся. Проверьте сеть и диск.
wait: {why} Следующая попытка через {seconds} с.
closed: Сейчас не время для отправки (настройка hours).
unreadable: {name} не читается: {why}.
offline: Портал недоступен: {why}. Проверьте сеть и адрес.
certificate: Сертификат портала не подтверждён: {why}. Проверьте часы этого компьютера; \
если у суда свои сертификаты, укажите их файл в ca_file.
secret: Портал не принимает client_id и client_secret ({why}). Попросите у администратора новые.
access: Зал {room}: портал не разрешает загрузку ({why}). Попросите администратора дать этому клиенту \
суд и право «upload» и проверьте идентификатор зала.
redirect: Портал отсылает на другой адрес, {why}; переход не выполнен. Исправьте portal.
busy: Портал сейчас не может принять файл ({why}).
setting: Файл настроек, [{section}] {name}: {why}.
missing: не указано
wrong: значение «{value}» не подходит
plain: адрес должен начинаться с https:// (http:// только с allow_http = yes)
ready: Всё в порядке: портал, вход, папки и залы.
table: ждёт|отправляется|отправлен|не принят|осталось {minutes} мин
""",
    "kk": """
started: Агент іске қосылды, қалталар саны: {count}.
stopped: Агент тоқтатылды; келесі жолы сол жерден жалғастырады.
second: Осы жұмыс қалтасымен басқа агент істеп тұр.
sending: {name}: жіберіліп жатыр; порталға {percent} % жетті, барлығы {size} МБ.
done: {name}: жіберілді, портал оны сақтады.
twice: {name}: дәл осындай жазба бұрын жіберілген; ол қайта жіберілмейді.
refused: {name}: портал бұл файлды қабылдамайды: {why}
changed: {name}: файл өзгерді; өзгеруі тоқтағанша күтеміз.
anew: {name}: файлдың басы порталда енді жоқ; файл басынан бастап жіберіледі.
garbled: {name}: файл бүлініп жетті; ол тағы бір рет жіберіледі.
damaged: Файл екі рет бүлініп жетті, бірақ мұнда ол өзгерген жоқ. Желі мен дискіні тексеріңіз.
wait: {why} Келесі әрекет {seconds} секундтан кейін.
closed: Қазір жіберетін уақыт емес (hours баптауы).
unreadable: {name} оқылмайды: {why}.
offline: Порталға қосылу мүмкін емес: {why}. Желі мен мекенжайды тексеріңіз.
certificate: Порталдың сертификаты расталмады: {why}. Осы компьютердің сағатын тексеріңіз; \
соттың өз сертификаттары болса, олардың файлын ca_file баптауында көрсетіңіз.
secret: Портал client_id мен client_secret мәндерін қабылдамайды ({why}). Әкімшіден жаңасын сұраңыз.
access: {room} залы: портал жүктеуге рұқсат бермейді ({why}). Әкімшіден осы клиентке сот пен «upload» құқығын \
беруін сұраңыз және залдың идентификаторын тексеріңіз.
redirect: Портал басқа мекенжайға жібереді: {why}; оған өту орындалмады. portal баптауын түзетіңіз.
busy: Портал қазір файлды қабылдай алмайды ({why}).
setting: Баптаулар файлы, [{section}] {name}: {why}.
missing: көрсетілмеген
wrong: «{value}» мәні жарамайды
plain: мекенжай https:// деп басталуы керек (http:// тек allow_http = yes болғанда)
ready: Бәрі дұрыс: портал, кіру, қалталар және залдар.
table: күтуде|жіберілуде|жіберілді|қабылданбады|{minutes} мин қалды
""",
}
WORDS: dict[str, dict[str, str]] = {
    language: dict(line.split(": ", 1) for line in text.strip().splitlines())
    for language, text in TEXTS.items()
}


class Words:
    """The sentences in one language: ``words("done", name="a.mp3")``."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.texts = WORDS[language]

    def __call__(self, key: str, **values: Any) -> str:
        """Return a sentence with its values."""
        return self.texts[key].format(**values)
