# Writes every file of this folder (needs the zstd command, and ../languages and ../repetition for cut.jsonl.gz).
import json,gzip,zlib,struct,subprocess,unicodedata,io
from pathlib import Path
O=Path(__file__).resolve().parent; R={}
J=lambda d:json.dumps(d,ensure_ascii=False)
def w(n,b): (O/n).write_bytes(b)
# --- bad-lines
bakery="The bakery in Low Street will open at five from Monday, an hour earlier than before. Baker Signe Holt said the night buses now stop outside her door. She expects to sell eighty more rolls a day."
bell="The school bell in Averton was stolen on Friday night and found in a pond on Sunday. Caretaker Lew Ambry pulled it out with a tractor. It rings a little lower than it did."
well="Workmen digging a drain in Corley found a stone well eleven metres deep. Nobody in the village had heard of it. Engineer Tova Brill has asked for it to be kept under a glass lid."
lines=[
J({'id':'a1','title':'Bakery to open earlier','text':bakery}),
J({'id':'a2','title':'Bell found in pond','text':bell}),
'{"id": "cut", "title": "A line cut short", "text": "The record ends in the mid',
'["an", "array", "is", "not", "a", "record"]',
J({'id':'no-text','title':'A record without a text field'}),
J({'id':'null-text','title':'Text is null','text':None}),
J({'id':'number-text','title':'Text is a number','text':42}),
'',
J({'id':'a1','title':'Another record with the id a1','text':well}),
J({'id':'empty','title':'Empty text','text':''}),
J({'id':'one-word','title':'One word','text':'Rain'}),
J({'id':'punctuation','title':'Punctuation only','text':'... !? — «» ; …'}),
J({'id':'a3','title':'The last record is good: the bakery again','text':bakery+" The shop closes at two."}),
]
w('bad-lines.jsonl',('\n'.join(lines)+'\n').encode())
# --- invalid utf8
t="The café in Münsterlohe closed for good on Saturday. Owner René Fröhlich served the last guests a free crème brûlée. He had run the house for 31 years.\n\nA shoe shop will move in after Easter. Neighbours hope that it will keep the striped awning.\n"
w('invalid-utf8.txt',t.encode('latin-1'))
# --- bom crlf
t="The pump in Nether Lowe has water again.\r\n\r\nA new seal, made by the blacksmith Ansel Crewe, was fitted on Thursday. It cost 14 crowns.\r\nThe old one had lasted since 1958.\r\n\r\nChildren filled the trough within an hour.\r\n"
w('bom-crlf.txt',b'\xef\xbb\xbf'+t.encode())
w('nul.txt',b"The tide mill at Sarn turned on Tuesday for the first time in a year.\0 Miller Ida Vance had replaced\0\0 the lower gate.\n\nShe ground forty kilograms of rye before the ebb.\0\n")
w('empty.txt',b''); w('one-word.txt',b'Rain')
# --- generated docs
place='Arlen Bosk Carrow Dunmoor Eskby Farley Gorse Hythe'.split(); 
who=['Mira Toll','Jonas Peck','Asta Lind','Ravi Corr','Edna Sprague','Piet Amsel','Noor Halden']
what=[('a footbridge','the stream behind the mill','oak planks'),('a bus shelter','the square','larch and tin'),('a skating rink','the old quarry','a borrowed pump'),('a bread oven','the yard of the inn','river clay'),('a bird hide','the reed beds','driftwood'),('a sundial','the chapel lawn','slate')]
ends=["The opening is set for the first dry Sunday.","Two neighbours objected and were outvoted.","Schoolchildren will paint it in the autumn.","Nobody has yet offered to pay for the lamp.","The council will look at it again in a year.","A goat was the first to use it.","The key hangs at the post office.","Rain stopped the work only once.","The plans had lain in a drawer since 1962."]
import random
rnd=random.Random(20)
def doc(i,p='d'):
    k=i
    a=place[k%8];b=who[k%7];c,d,e=what[k%6];f=ends[k%9];g=ends[(k*4+2)%9]
    n=rnd.randrange(12,980);m=rnd.randrange(3,60);h=rnd.randrange(1000,99999)
    if g==f: g=ends[(k+1)%9]
    s=[f"Volunteers in {a} have built {c} by {d}.",f"It is made of {e} and took {m} evenings.",f"{b}, who led the work, counted {n} nails and a bill of {h} crowns.",f,g]
    if k%2: s[0],s[1]=f"{b} of {a} wanted {c}, and now there is one by {d}.",f"Made of {e}, it was finished in {m} days."; s[2]=f"The bill came to {h} crowns, of which {n} were spent on coffee."
    return {'id':f'{p}{i+1:02}','title':f"{a} gets {c}",'text':' '.join(s)}
def gz(b):
    co=zlib.compressobj(9,zlib.DEFLATED,-15); z=co.compress(b)+co.flush()
    return b'\x1f\x8b\x08\0\0\0\0\0\x02\xff'+z+struct.pack('<II',zlib.crc32(b),len(b)&0xffffffff)
jl=lambda ds:''.join(J(d)+'\n' for d in ds).encode()
m=[doc(i,'m') for i in range(6)]
w('multi-member.jsonl.gz',gz(jl(m[:3]))+gz(jl(m[3:])))
z=lambda b:subprocess.run(['zstd','-q','-c','-'],input=b,stdout=subprocess.PIPE,check=True).stdout
f=[doc(i+6,'f') for i in range(6)]
w('multi-frame.jsonl.zst',z(jl(f[:3]))+z(jl(f[3:])))
c=[]
for p in ('languages','repetition'):
    for l in open(O.parent/p/'docs.jsonl',encoding='utf-8'):
        d=json.loads(l); c.append({'id':'cut-'+d['id'],'title':d['title'],'text':d['text']})
N=len(c); raw=jl(c); full=gz(raw); cutb=full[:len(full)*6//10]; w('cut.jsonl.gz',cutb)
got=zlib.decompressobj(31).decompress(cutb); k=got.count(b'\n')
R['cut']=(N,k,len(raw),len(full),len(cutb),c[k-1]['id'],len(got))
# --- terminal escapes
E='\x1b'
A=("Four lamps on the harbour wall at Tolness went dark on Monday evening. Electrician Bruna Keld found that crabs had nested in the junction box. "
   "She moved eleven of them to the far side of the slip. The lamps were burning again by midnight, and the ferry left on time.")
def inj(s): return A.replace(' She moved',' '+s+' She moved',1)
docs=[
('plain','Harbour lamps go dark',A),
(f'{E}[31mred{E}[0m',f'{E}[2J{E}[HScreen cleared',inj(f'{E}[1;31mThis is red.{E}[0m')),
('osc-title',f'{E}]0;new window title\x07Window title',inj(f'{E}]8;;https://link.example/{E}\\A hidden link{E}]8;;{E}\\ was here.')),
('osc-clipboard','Clipboard write',inj(f'{E}]52;c;dHdpY2V0b2xk\x07 Nothing to see.')),
('c1-csi','Eight-bit control \x9b31m characters',inj('\x9b5mBlinking\x9b0m and \x90 DCS \x9c end, \x85 next line.')),
('cr-overwrite','Safe\rEvil overwrites the line',inj('Ten lines\x08\x08\x08\x08\x08erased\x7f and a bell\x07.')),
('line\nbreak\tin id','Title with\nline break\u2028and separator',inj('A tab\there.')),
('bidi-\u202egnp.exe','Right-to-left \u202eedirrevo\u202c and \u2066isolate\u2069',inj('The file \u202etxt.exe\u202c was sent; \u2067unclosed isolate.')),
('../../outside/the-folder','Path-like id',inj('Nothing else is odd.')),
('-rf','An id that looks like an option',inj('Nothing else is strange.')),
('<script>alert(1)</script>','<img src=x onerror=alert(1)> & "quotes" \'single\'',inj('</td></tr></table><b onmouseover="alert(1)">bold</b> &lt;entity&gt; <!-- comment --> ]]>')),
('md|pipe','# Heading | cell [link](javascript:alert(1)) ![img](https://track.example/p.png)',inj('```\nfence | pipe **bold** _it_ `code`\n```')),
('=1+1','=HYPERLINK("https://link.example/","click")',inj('=SUM(A1:A9)')),
('+1','+1+1',inj('Plus sign id.')),
('@SUM(A1)','@SUM(1,1)',inj('At sign id.')),
('-1+1','\t=1+1',inj('Tab before the formula.')),
('quote",comma','He said "so", and left; twice',inj('A "quoted, comma" field.')),
]
# JSON escapes: control characters must be escaped in JSON; U+0080.. and bidi stay raw
w('terminal-escapes.jsonl',''.join(J({'id':i,'title':t,'text':x})+'\n' for i,t,x in docs).encode())
# --- homoglyph
H=("The café at Pezzo station will be sold by sealed bid on 18 April. Its owner, Zoë Parchase, has poured coffee there since 1994 and wants a smaller place by the sea. "
   "Commuters have asked the railway to keep the counter, the brass rail and the price of a roll. A spokesman promised to consider the first two. "
   "Five people have seen the rooms so far, and one of them measured the oven.")
cy=str.maketrans('aceopxyACEHOPTX','асеорхуАСЕНОРТХ')
half=lambda s:''.join(ch.translate(cy) if k%2 else ch for k,ch in enumerate(s))
zw=lambda s:' '.join(x[:2]+'\u200b'+x[2:-1]+'\u200d'+x[-1:] if len(x)>4 else x for x in s.split(' '))
sh=lambda s:' '.join(x[:3]+'\u00ad'+x[3:] if len(x)>5 else x for x in s.split(' '))
fw=lambda s:''.join(chr(ord(ch)+0xFEE0) if '!'<=ch<='~' else ch for ch in s)
def bold(ch):
    if 'a'<=ch<='z': return chr(0x1D41A+ord(ch)-97)
    if 'A'<=ch<='Z': return chr(0x1D400+ord(ch)-65)
    return ch
mb=lambda s:''.join(map(bold,s))
par=H.split('. ')
mixed='. '.join([half(par[0]),zw(par[1]),sh(par[2]),fw(par[3]),mb(par[4])])
G=[('original','none',H),('cyrillic','Cyrillic look-alikes',H.translate(cy)),('cyrillic-half','every other letter Cyrillic where one exists',half(H)),
('zero-width','zero-width space and joiner inside words',zw(H)),('soft-hyphen','soft hyphens inside words',sh(H)),
('full-width','full-width forms',fw(H)),('math-bold','mathematical bold letters',mb(H)),('decomposed','combining accents (NFD)',unicodedata.normalize('NFD',H)),
('nbsp','no-break spaces for spaces',H.replace(' ','\u00a0')),('mixed','all of them, a sentence each',mixed),
('other','an unrelated article, clean',"A heron has learned to ride the lift of the car park in Brennick. It gets in on the second floor and leaves at the river. Attendant Colm Rudge holds the door when he can. So far it has paid for nothing."),
('russian','a genuine Russian article, nothing disguised',"Сельская библиотека в Ольховке переехала в здание старой почты. Книги перевозили на телеге, потому что машина застряла в снегу. Библиотекарь Вера Санина нашла в стене мешок писем 1961 года. Их начали разносить адресатам.")]
assert len({x for _,_,x in G})==len(G)
w('homoglyph.jsonl',''.join(J({'id':i,'disguise':d,'text':x})+'\n' for i,d,x in G).encode())
print(R)
