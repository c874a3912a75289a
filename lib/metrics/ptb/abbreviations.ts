// Words that keep their full stop, as patterns: "Drs?" is Dr and Drs. A letter in brackets must have that case, since
// "Miss." is the state and "miss." ends a sentence.

/** Usually within a sentence: months, days, states, companies and the like. */
export const commonAbbreviations = String.raw`
  Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec
  Mon Tue Tues Wed Thu Thurs Fri
  Ala Ariz [A]rk [A]z Calif Colo Conn Ct Dak [D]el Fla Ga [I]ll Ind Kans? Ky [L]a [M]ass Md Mich Minn [M]iss Mo Mont Neb
  Nev Okla [O]re [P]a Penn Tenn [T]ex Va Vt [W]ash Wisc? Wyo
  Assn Bancorp Bhd Blvd Bldg Bros Corp Cos? Inc Intl Ltd Plc Pp?t[ye]s? Rd Rt Sys Univ
  Esq Jr Sr Ed\.D Ph\.D
  al est etc ext seq sq tel`;

/** Before a name or a number, hardly at the end of a sentence: titles and the like. */
export const titles = String.raw`
  Adj Adm Adv Assoc Asst Attys? Ave Brig Capt Co?mdr Col Cpl Det Drs? Ens Ft Gen Govs? Hon Insp Lieut Lt Maj Messrs [M]iss
  Mlle Mme Mr Mrs Ms Msgr Mt Pfc Ph Pres Profs? Pvt Reps? Rev Sens? Sfc Sgt Spc Ste? Supts?
  Alex Cie Jos Wm
  Dept Elec Invt M[ft]g Natl
  a\.k\.a cf TREAS vs`;

/** Only before a number. */
export const numberPrefixes = 'art bldg ca figs? nos? op pp prop';

/** With a capital, these show that a sentence begins after an acronym. */
export const sentenceStarts = String.raw`
  A About According Additionally After An As At But Earlier He Her Here However If In It Last Many More Mr\. Ms\. Now Once
  One Other Our She Since So Some Such That The Their Then There These They This We What When While Yet You`;
