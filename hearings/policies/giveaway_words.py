"""Words beside which something stands that tells who a person is, in Kazakh, Russian and English. Data, no rule.

Each line is a piece of a regular expression: a stem with the endings that the grammar gives it.
"""

from typing import Final

# Streets, whose name stands after the word (улица Абая), before it (Абай көшесі, Abay Street), or on either side.
STREETS_BEFORE: Final = (
    r"улиц(?:а|ы|е|у|ей|ею)|ул\.?|проспект\w{0,3}|пр-?т\w?\.?|просп\.?|переул(?:ок|к\w{1,2})|пер\.|бульвар\w{0,2}|шоссе"
    r"|площад(?:ь|и|ью)|пл\.|микрорайон\w{0,2}|мкрн?\.?|мкр-н\w?|тупик\w{0,2}|набережн(?:ая|ой|ую)|квартал\w{0,2}"
    r"|проезд\w{0,2}|трасс(?:а|ы|е|у)|жилмассив\w{0,2}|дачн\w{2,3}"
)
STREETS_AFTER: Final = (
    r"көшесі\w*|көш\.|даңғылы\w*|дңғ\.?|тұйығы\w*|бульвары\w*|шағын\s?аудан\w*|ықшам\s?аудан\w*|мөлтек\s?аудан\w*"
    r"|алаңы\w*"
    r"|тас\s?жолы\w*|орамы\w*|street|st\.|avenue|ave\.?|road|rd\.|lane|boulevard|blvd\.?|micro-?district|square|highway"
    r"|улиц(?:а|ы|е|у|ей)|проспект\w{0,3}|переул(?:ок|к\w{1,2})|микрорайон\w{0,2}|шоссе|площад(?:ь|и|ью)|тупик\w{0,2}"
)
# Villages, towns and districts.
PLACES_BEFORE: Final = (
    r"сел(?:о|а|е|у|ом)|с\.|пос[её]л(?:ок|к\w{1,2})|пос\.|п\.|аул\w{0,2}|деревн(?:я|и|е|ю|ей)|город(?:а|е|у|ом)?|г\."
    r"|станци(?:я|и|ю|ей)|район(?:а|е|у|ом)?|(?:village|town|city|settlement|district)\s+of"
)
PLACES_AFTER: Final = (
    r"ауылы\w*|қаласы\w*|кенті\w*|ауданы\w*|село\w?|селе|район(?:а|е|у|ом)?|village|settlement|district"
)
HOUSES: Final = (
    r"дом(?:а|е|у|ом)?|д\.|кв\.|квартир(?:а|ы|е|у|ой)|корпус\w{0,2}|подъезд\w{0,2}|общежити\w{1,2}|үй\w*|пәтер\w*|house"
    r"|flat|apartment|apt\.?|building"
)
HOUSES_AFTER: Final = r"үй\w*|пәтер\w*|корпус\w*|қабат\w*"
NUMBER_WORDS: Final = r"№|#|номер\w{0,2}|нөмір\w*|number|no\.?"

# Begin sentences with a capital letter and are the name of nothing.
NO_NAMES: Final = (
    r"Эт\w{1,3}|Т[аоу]т?|Том|Той|Наш\w{0,3}|Ваш\w{0,3}|Мо[йяеюи]\w{0,2}|Его|Её|Ее|Их|Сво\w{1,3}|На|По|Из|Весь|Вся|В"
    r"|Во|У|С"
    r"|Бұл|Осы|Сол|Ол|Анау|Мынау|Біз\w{0,4}|Сіз\w{0,4}|Мен\w{0,3}|Сен\w{0,3}|Оның|Олардың|Барлық|Бүкіл|Екінші"
    r"|Бірінші|Қай"
    r"|The|This|That|These|A|An|In|On|At|My|His|Her|Our|Their|Your|Its|From|To|Near|Which|What|Every|Some|And|But"
    r"|It|He|She"
)

# Kin, each alternative a whole word in all its cases.
KIN_RU: Final = (
    r"мать|матер(?:и|ью|ей|ь)|мам(?:а|ы|е|у|ой|очк\w)|от(?:ец|ц(?:а|у|ом|е))|пап(?:а|ы|е|у|ой)"
    r"|брат(?:а|у|ом|е|ья|ьев|ьям|ишк\w)?|сест(?:ра|ры|ре|ру|рой|рёнк\w|ренк\w|[её]р|рам\w{0,2})|жен(?:а|ы|е|у|ой)"
    r"|муж(?:а|у|ем|е)?|супруг(?:а|и|у|ой|ом|е)?|сын(?:а|у|ом|е|ок|овья|овей|ишк\w)?|доч(?:ь|ери|ерью|ка|ки|ке|ку|кой)"
    r"|дочер(?:ей|ям\w{0,2})|дет(?:и|ей|ям|ьми|ях)|реб[её]н(?:ок|к\w{1,2})|родител(?:и|ей|ям|ями|ь)"
    r"|дед(?:а|у|ом|ушк\w)?"
    r"|бабушк\w{1,2}|внук\w{0,2}|внучк\w{1,2}|дяд(?:я|и|е|ю|ей)|т[её]т(?:я|и|е|ю|ей|к\w)|племянни(?:к\w{0,2}|ц\w{1,2})"
    r"|т[её]щ(?:а|и|е|у|ей)|тест(?:ь|я|ю|ем)|свекр(?:овь|ови|овью|а|у|ом)|свекор|зят(?:ь|я|ю|ем)|невестк\w{1,2}"
    r"|снох\w{1,2}"
    r"|сожител\w{1,5}|родственни(?:к\w{0,3}|ц\w{1,2})|сосед(?:а|у|ом|к\w{1,2}|и|ей)?|крёстн\w{2,3}|отчим\w{0,2}"
    r"|мачех\w{1,2}"
    r"|жених\w{0,2}|невест(?:а|ы|е|у|ой)|сват\w{0,2}"
)
POSSESSIVES_RU: Final = (
    r"мо(?:й|я|ё|е|и|его|ей|ему|ём|ем|им|их|ими|ю)|тво(?:й|я|и|его|ей|ему|им|их|ю)|сво(?:й|я|и|его|ей|ему|им|их|ю)"
    r"|наш(?:а|и|его|ей|ему|им|их|у)?|ваш(?:а|и|его|ей|ему|им|их|у)?|его|е[её]|их"
    r"|у\s+(?:меня|него|не[её]|нас)(?:\s+есть)?"
)
ROLES_RU: Final = (
    r"подсудим\w{2,3}|обвиняем\w{2,3}|осужд[её]нн\w{2,3}|потерпевш\w{2,3}|свидетел\w{1,4}|ист(?:ца|ицы)"
    r"|ответчи(?:ка|цы)"
)
KIN_KK: Final = (
    r"әке|шеше|ана|аға|іні|апа|әпке|қарындас|сіңлі|күйеу|әйел|жұбай|ұл|қыз|бала|немере|ата|әже|нағашы|жиен|туыс"
    r"|құда|келін"
    r"|балдыз|бөле|жеңге|жезде|көрші|абысын|ене|бауыр"
)
# Of the speaker: әкем, інімнің. Bounded, so that no longer word is taken.
KIN_KK_MINE: Final = (
    r"(?:әке|шеше|ана|аға|іні|апа|әпке|сіңлі|немере|әже|нағашы|бала|жеңге|жезде|көрші|бөле|ене)м"
    r"|(?:қарындас|жұбай|жиен|туыс|келін|балдыз|ұл|қыз|әйел|бауыр)ым|(?:күйеу)ім"
)
KIN_KK_CASES: Final = (
    r"(?:н[ыі]ң|[дт][ыі]|[нд][ыі]|ге|ға|а|е|нан|нен|мен|де|да|нда|нде|дікі|дер|дар|бен|пен)?"
)
POSSESSIVES_KK: Final = r"менің|біздің|оның|сенің|сіздің|олардың|өзімнің|өзінің"
ROLES_KK: Final = (
    r"(?:айыпталушы|сотталушы|сотталған|жәбірленуші|куә|талапкер|жауапкер)\w*(?:ның|нің|дың|дің|тың|тің)"
)
KIN_EN: Final = (
    r"mother|father|brother|sister|husband|wife|son|daughter|uncle|aunt|cousin|nephew|niece|grand(?:mother|father|son"
    r"|daughter|parents|children|ma"
    r"|pa)|mum|mom|dad|parents|child|children|kids|fianc[ée]e?|partner|boyfriend|girlfriend"
    r"|neighbou?r|relative|step(?:mother|father|son|daughter|brother|sister)|twin"
)
KIN_EN_IN_LAW: Final = r"(?:-in-law)?(?:s\b)?(?:['’]s)?"
POSSESSIVES_EN: Final = r"my|his|her|our|their|your"
ROLES_EN: Final = r"accused|defendant|victim|witness|plaintiff|suspect|claimant|respondent"

# Work. What stands after (or, in Kazakh, before) the verb is the place.
WORK_RU: Final = (
    r"работ(?:аю|ает|аем|ают|ал|ала|али|ать|ающ\w{2,3})|устро(?:ился|илась|ились|ен|ена)|труж(?:усь|ится)"
    r"|трудил(?:ся|ась)|служ(?:у|ит|ил|ила)|подрабатыва(?:ю|ет|л|ла)|трудоустро\w+|уволил(?:ся|ась)"
)
WORK_KK: Final = (
    r"(?:жұмыс|қызмет|еңбек)\s+(?:іст|ет|атқар)\w*|жұмысқа\s+(?:тұр|кір|орнал)\w*|істейді|істеймін"
)
WORK_EN: Final = r"(?:work(?:s|ed|ing)?|(?:am|is|was|were)\s+employed|(?:got|have|has|had)\s+a\s+job)"
# After `in`, `at` or their like: when or how, not where.
NO_WORKPLACE: Final = (
    r"т(?:от|от|у|ой|ом|о|ех)\b|эт(?:от|у|ой|ом|о|их)\b|перв\w+|последн\w+|сво\w{1,3}\b|день|дни|ноч\w|утр\w"
    r"|вечер\w*|времен\w*"
    r"|течени\w|смен\w|выходн\w+|понедельник|вторник|сред[уы]\b|четверг|пятниц\w|суббот\w|воскресень\w|январ\w"
    r"|феврал\w|март\w"
    r"|апрел\w|ма[йея]\b|июн\w|июл\w|август\w|сентябр\w|октябр\w|ноябр\w|декабр\w|меня|нас|него|не[её]|них"
    r"|дом(?:у|а)\b|пользу"
    r"|основном|общем|связи|целом|команде|паре|субботу"
    r"|an?\s+few|one|two|three|four|five|six|seven|eight|nine|ten|many|several|some"
    r"|\d+\s+(?:hour|day|year|month|week)\w*"
    r"|th(?:at|e)\s+(?:time|day|morning|evening|night|moment|weekend|case|dark|same)|night|noon|home|first|last"
    r"|once|least|all"
    r"|hours|years|months|weeks|days|an?\s+(?:hour|year|month|week|day|while|long|team|hurry)|ages|me|him|her|us"
    r"|them|it|free"
    r"|money|this|summer|winter|spring|autumn|shifts|pairs|peace"
)
NO_WORKPLACE_KK: Final = (
    r"онда|сонда|мұнда|кезде|күн\w*|түнде|уақытта|жылы|жылда\w*|арада|сағатта|екеуміз|бірге|айда|аптада"
    r"|әрқашан\w*"
)

SCHOOLS_RU: Final = (
    r"школ(?:а|ы|е|у|ой)|школ-\w+|гимнази(?:я|и|ю|ей)|лице(?:й|я|ю|ем|е)|колледж\w{0,2}|университет\w{0,2}"
    r"|институт\w{0,2}"
    r"|академи(?:я|и|ю|ей)|училищ(?:е|а|у|ем)|техникум\w{0,2}|дет(?:ск\w{2,3}|\.)?\s*сад(?:ик)?\w{0,2}|садик\w{0,2}"
    r"|ясл(?:и|ях)"
    r"|интернат\w{0,2}|детдом\w{0,2}"
)
SCHOOLS_KK: Final = (
    r"мекте[пб]\w*|гимназия\w*|лице[йі]\w*|колледж\w*|университет\w*|институт\w*|бала\s?бақша\w*|училище\w*"
    r"|академия\w*|интернат\w*"
)
SCHOOLS_EN: Final = (
    r"(?:(?:high|primary|secondary|middle|elementary|boarding)\s+)?school|kindergarten|nursery|college|university"
    r"|gymnasium"
    r"|lyceum|institute|academy"
)
STUDY_RU: Final = (
    r"уч(?:усь|ится|имся|атся|ился|илась|ились|иться)|обуча(?:юсь|ется|лся|лась)|поступил\w{0,2}|окончил\w{0,2}"
    r"|закончил\w{0,2}|посеща(?:ет|ю|л|ла|ют)|ход(?:ит|ил|ила|ят)|хожу|перев[её]л\w*|преподава\w{1,3}"
)
STUDY_KK: Final = r"оқи\w*|оқы\w*|бітір\w*|бара\w*|барды\w*|түсті\w*|тәрбиелен\w*"
STUDY_EN: Final = (
    r"stud(?:y|ies|ied|ying)|attend(?:s|ed|ing)?|go(?:es)?|went|enrolled|graduated|finish(?:ed|es)|teach(?:es|ing)?"
    r"|taught"
)

PHONE_WORDS: Final = (
    r"тел(?:ефон\w{0,2}|\.)|сотов\w{2,3}|мобильн\w{2,3}|whats\s?app|ватсап\w{0,2}|нөмір\w*|номер\w{0,2}|phone"
    r"|number|call"
)
PAPERS: Final = (
    r"ИИН\w{0,2}|ЖСН\w*|IIN|паспорт\w{0,3}|удостоверени\w{1,2}|жеке\s+куәлі\w+|төлқұжат\w*|passport"
    r"|identity\s+card"
)
PLATE_LETTERS: Final = "A-ZАВЕКМНОРСТУХ"
PLATE_WORDS: Final = (
    r"гос\.?\s?номер\w{0,2}|госномер\w{0,2}|номерн\w{2,3}\s+знак\w{0,2}|мемлекеттік\s+нөмір\w*"
    r"|(?:licen[cs]e|number)\s+plate"
)

MONTHS: Final = (
    r"январ\w|феврал\w|марта?|апрел\w|ма[яй]|июн\w|июл\w|августа?|сентябр\w|октябр\w|ноябр\w|декабр\w|қаңтар\w*"
    r"|ақпан\w*"
    r"|наурыз\w*|сәуір\w*|мамыр\w*|маусым\w*|шілде\w*|тамыз\w*|қыркүйек\w*|қазан\w*|қараша\w*|желтоқсан\w*|january"
    r"|february"
    r"|march|april|may|june|july|august|september|october|november|december"
)
BORN: Final = (
    r"родил(?:ся|ась|ись)|рожд[её]н\w{0,2}|рождени\w{1,2}|г\.\s?р\.|г/р|уроженец|уроженк\w|туған\w*|туылған\w*|born"
    r"|birth(?:day)?"
)
